// Our server's token for a conversation: a new one, or the same one again by the resume token that this browser keeps.

const key = 'sales-assistant:resume';
let inMemory = null; // where the browser gives a frame no storage, the conversation lives as long as the page

export function forget() {
  inMemory = null;
  try {
    localStorage.removeItem(key);
  } catch {
    // There was no storage to forget from.
  }
}

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
      body: JSON.stringify({ ...start, resume: kept() }),
      cache: 'no-store'
    });
  } catch {
    throw new SessionProblem('unreachable');
  }
  if (response.status === 429) throw new SessionProblem('busy', Number(response.headers.get('Retry-After')) || 30);
  if (!response.ok) throw new SessionProblem('unreachable');
  const session = await response.json();
  keep(session.resume);
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

function kept() {
  try {
    return localStorage.getItem(key) ?? inMemory;
  } catch {
    return inMemory;
  }
}

function keep(resume) {
  inMemory = resume;
  try {
    localStorage.setItem(key, resume);
  } catch {
    // Kept in memory only.
  }
}
