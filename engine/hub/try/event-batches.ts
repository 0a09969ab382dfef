/** What is pushed while somebody reads, in batches: all that came since the last one was taken. */
export class EventBatches<Event> implements AsyncIterable<readonly Event[]> {
  #waiting: Event[] = [];
  #isClosed = false;
  #wake: () => void = () => {};

  push(event: Event): void {
    this.#waiting.push(event);
    this.#wake();
  }

  close(): void {
    this.#isClosed = true;
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<readonly Event[], void, undefined> {
    while (true) {
      const batch = this.#waiting;
      this.#waiting = [];
      if (batch.length > 0) yield batch;
      else if (this.#isClosed) return;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}
