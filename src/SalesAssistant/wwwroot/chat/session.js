// Our server's token for a conversation: a new one, or the same one again by the resume token that this browser keeps. A visitor token is kept
// only once the visitor has agreed to be remembered: by it a later conversation knows who it is.

const resume = slot('sales-assistant:resume');
const visitor = slot('sales-assistant:visitor');

/** Leaves this conversation: the next session is a new one. */
export const forget = () => resume.keep(null);

/** Whether this browser keeps what its visitor is recognised by. */
export const isRemembered = () => visitor.kept() !== null;

/**
 * @returns {Promise<{conversationId: string, token: string, userId: string, expiresIn: number}>}
 * @throws {SessionProblem}
 */
export async function openSession(start) {
  let response;
  try {
    response = await fetch('/chat/token', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ ...start, resume: resume.kept(), visitor: visitor.kept() }),
      cache: 'no-store'
    });
  } catch {
    throw new SessionProblem('unreachable');
  }
  if (response.status === 429) throw new SessionProblem('busy', Number(response.headers.get('Retry-After')) || 30);
  if (!response.ok) throw new SessionProblem('unreachable');
  const session = await response.json();
  resume.keep(session.resume);
  visitor.keep(session.visitor);
  return session;
}

/** Why there is no session: the server is `unreachable`, or `busy` and asks for `seconds` of patience. */
export class SessionProblem extends Error {
  constructor(kind, seconds) {
    super(kind);
    this.kind = kind;
    this.seconds = seconds;
  }
}

// Where the browser gives a frame no storage, it lives as long as the page.
function slot(key) {
  let inMemory = null;
  return {
    kept() {
      try {
        return localStorage.getItem(key) ?? inMemory;
      } catch {
        return inMemory;
      }
    },
    keep(token) {
      inMemory = token;
      try {
        if (token === null) localStorage.removeItem(key);
        else localStorage.setItem(key, token);
      } catch {
        // Kept in memory only.
      }
    }
  };
}
