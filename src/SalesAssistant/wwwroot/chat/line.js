// What Web Chat is given as its connection. Inside is Microsoft's DirectLineJS, made anew whenever it is lost: it notices a closed
// socket only after 3 to 15 seconds, gives up on an expired token and never repeats a message. Here a lost connection is looked
// after at once, what was typed meanwhile is sent when it is back, under the same clientActivityID so that nothing doubles, and
// Web Chat hears nothing of it.

import { Stream } from './stream.js';

const Connecting = 1;
const Online = 2;

// DirectLineJS doesn't tell when its socket opens or closes; this page has no other sockets.
let watcher = { opened() {}, closed() {} };
globalThis.WebSocket = class extends WebSocket {
  constructor(...parameters) {
    super(...parameters);
    const { opened, closed } = watcher;
    this.addEventListener('open', opened);
    this.addEventListener('close', closed);
  }
};

const giveUpAfter = 200_000; // below the time after which Web Chat itself calls a message failed (theme.js)
const longSleep = 90_000;

export class Line {
  activity$ = new Stream('all');
  connectionStatus$ = new Stream('last');

  /** Newest form of each activity, by id, in the order of arrival. */
  activities = new Map();

  /** The session's token: Web Chat reads in it who the visitor is. */
  token = null;

  #openSession;
  #createDirectLine;
  #trouble;
  #refused;
  #conversationId = null;
  #direct = null;
  #whenDirect = Promise.withResolvers();
  #lose = () => {};
  #retryNow = () => {};
  #outbox = Promise.resolve();
  #ended = false;
  #openedEver = false;
  #webSocket = true;

  /**
   * @param openSession gives a token for the conversation, or throws
   * @param createDirectLine Web Chat's
   * @param trouble is told of what keeps us from the server, and null when all is well
   * @param refused is told the status with which the server refuses a file: 413 for its size, 415 for its kind
   */
  constructor({ openSession, createDirectLine, trouble, refused }) {
    this.#openSession = openSession;
    this.#createDirectLine = createDirectLine;
    this.#trouble = trouble;
    this.#refused = refused;
    this.connectionStatus$.next(Connecting);
    addEventListener('online', () => this.#retryNow());
    this.#watchForSleep();
  }

  /** Stays connected until ended. Resolves once the first session is there. */
  start() {
    const first = Promise.withResolvers();
    this.#live(first.resolve);
    return first.promise;
  }

  end() {
    this.#ended = true;
    this.#lose();
  }

  postActivity(activity) {
    // Typing is worth nothing a second later.
    const delivery = activity.type === 'typing' ? this.#once(activity) : this.#inTurn(() => this.#deliver(activity));
    return {
      subscribe(observer) {
        delivery.then(id => {
          observer.next?.(id);
          observer.complete?.();
        }, problem => observer.error?.(problem));
        return { unsubscribe() {} };
      }
    };
  }

  async #live(firstSession) {
    for (let failures = 0; !this.#ended; ) {
      try {
        const session = await this.#openSession();
        if (this.#conversationId && this.#conversationId !== session.conversationId) return location.reload();
        this.#conversationId = session.conversationId;
        this.token = session.token;
        // Web Chat throws away what is sent before it is told so. What is written before the stream is open waits here instead.
        this.connectionStatus$.next(Online);
        firstSession(session);
        failures = (await this.#stay(session)) ? 0 : failures + 1;
        if (!this.#ended) this.#trouble({ kind: 'unreachable' });
      } catch (problem) {
        this.#trouble(problem);
        if (problem.kind === 'busy') await this.#pause(problem.seconds * 1000);
        failures++;
      }
      await this.#pause(Math.min(15_000, 250 * 2 ** failures) * (0.5 + Math.random()));
    }
  }

  /** One DirectLineJS from birth to loss. True when it had connected. */
  #stay({ conversationId, token }) {
    return new Promise(resolve => {
      let connected = false;
      const lost = () => {
        if (this.#lose !== lost) return;
        this.#lose = () => {};
        this.#direct = null;
        this.#whenDirect = Promise.withResolvers();
        subscriptions.forEach(subscription => subscription.unsubscribe());
        direct.end();
        if (!connected && !this.#openedEver) this.#webSocket = !this.#webSocket; // a proxy may forbid sockets: poll, then try again
        resolve(connected);
      };
      const well = () => {
        if (this.#lose !== lost || connected) return;
        connected = true;
        this.#openedEver = true;
        this.#direct = direct;
        this.#whenDirect.resolve(direct);
        this.#trouble(null);
      };
      this.#lose = lost;
      watcher = { opened: well, closed: lost };
      const direct = this.#createDirectLine({
        domain: `${location.origin}/v3/directline`, conversationId, token, watermark: '0', webSocket: this.#webSocket
      });
      const subscriptions = [
        direct.connectionStatus$.subscribe(status => {
          if (status > Online) lost();
          else if (status === Online && !this.#webSocket) well();
        }),
        direct.activity$.subscribe({ next: activity => this.#heard(activity), error: lost, complete: lost })
      ];
    });
  }

  // A new DirectLineJS tells everything from the start: pass on what is new or has changed.
  #heard(activity) {
    if (activity.id) {
      const known = this.activities.get(activity.id);
      if (known && JSON.stringify(known) === JSON.stringify(activity)) return;
      this.activities.set(activity.id, activity);
    }
    this.activity$.next(activity);
  }

  async #deliver(activity) {
    const deadline = Date.now() + giveUpAfter;
    while (Date.now() < deadline) {
      try {
        const id = await this.#once(activity);
        if (id !== 'retry') return id;
        this.#lose(); // 'retry' is DirectLineJS's word for an expired token and for a server that failed or could not be reached
      } catch (problem) {
        if (problem?.status === 413 || problem?.status === 415) this.#refused(problem.status);
        if (problem?.status !== 429) throw problem;
      }
      await sleep(1000);
    }
    throw new Error('The message could not be sent in time.');
  }

  async #once(activity) {
    const direct = this.#direct ?? (await Promise.race([this.#whenDirect.promise, sleep(giveUpAfter)]));
    if (!direct) return 'retry';
    return new Promise((resolve, reject) => direct.postActivity(activity).subscribe(resolve, reject));
  }

  // One message after the other, so that those typed while offline arrive in their order.
  #inTurn(work) {
    const done = this.#outbox.then(work);
    this.#outbox = done.catch(() => {});
    return done;
  }

  #pause(milliseconds) {
    return Promise.race([sleep(milliseconds), new Promise(resolve => (this.#retryNow = resolve))]);
  }

  // After a sleep the token may have expired and the socket be dead without having said so.
  #watchForSleep() {
    let last = Date.now();
    setInterval(() => {
      if (Date.now() - last > longSleep) this.#lose();
      last = Date.now();
    }, 10_000);
  }
}

const sleep = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));
