/** Evaluations that belong to no organization in particular share one turn. */
export const NOBODY = "";

/**
 * Who evaluates next. Owners (organizations) take turns, whatever each of them has waiting, and none of them has all of several
 * places at once: the last free one is kept for somebody else, so that nobody waits for another's expression to meet its limit.
 */
export class FairTurns {
  readonly #places: number;
  /** Owners who wait, the next one first; each with its requests in their order. */
  readonly #waiting = new Map<string, (() => void)[]>();
  readonly #working = new Map<string, number>();
  #taken = 0;
  /** Who had the last turn: does not get the next one while others wait. */
  #last: string | undefined;

  constructor(places: number) {
    this.#places = places;
  }

  /** Resolves when it is the owner's turn; `leave` must follow. */
  enter(owner: string): Promise<void> {
    return new Promise((resolve) => {
      const requests = this.#waiting.get(owner);
      if (requests) requests.push(resolve);
      else this.#waiting.set(owner, [resolve]);
      this.#admit();
    });
  }

  leave(owner: string): void {
    this.#taken--;
    const left = this.#workingOf(owner) - 1;
    if (left > 0) this.#working.set(owner, left);
    else this.#working.delete(owner);
    this.#admit();
  }

  #admit(): void {
    while (this.#taken < this.#places) {
      const owner = this.#nextOwner();
      if (owner === undefined) return;
      const requests = this.#waiting.get(owner)!;
      const [next] = requests.splice(0, 1);
      // To the end of the line, behind everybody who waits.
      this.#waiting.delete(owner);
      if (requests.length > 0) this.#waiting.set(owner, requests);
      this.#taken++;
      this.#last = owner;
      this.#working.set(owner, this.#workingOf(owner) + 1);
      next?.();
    }
  }

  #nextOwner(): string | undefined {
    const owners = [...this.#waiting.keys()].filter((owner) => this.#mayEnter(owner));
    return owners.find((owner) => owner !== this.#last) ?? owners[0];
  }

  #mayEnter(owner: string): boolean {
    return this.#workingOf(owner) < Math.max(1, this.#places - 1);
  }

  #workingOf(owner: string): number {
    return this.#working.get(owner) ?? 0;
  }
}
