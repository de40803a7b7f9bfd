// The little of an observable that Web Chat needs: many may listen, and who comes late hears what was said before.
export class Stream {
  #past = [];
  #observers = new Set();
  #keep;

  /** @param {'all'|'last'} keep how much of the past a late observer hears */
  constructor(keep) {
    this.#keep = keep;
  }

  next(value) {
    this.#past = this.#keep === 'last' ? [value] : [...this.#past, value];
    for (const observer of [...this.#observers]) observer.next?.(value);
  }

  subscribe(observer) {
    if (typeof observer === 'function') observer = { next: observer };
    for (const value of this.#past) observer.next?.(value);
    this.#observers.add(observer);
    return { unsubscribe: () => this.#observers.delete(observer) };
  }
}
