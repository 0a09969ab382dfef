/** What variables are bound to so far; a block and a function see those around them. */
export class ScopeNames<Value> {
  readonly #outer: ScopeNames<Value> | undefined;
  readonly #bound = new Map<string, Value>();

  constructor(outer?: ScopeNames<Value>) {
    this.#outer = outer;
  }

  find(name: string): Value | undefined {
    return this.#bound.get(name) ?? this.#outer?.find(name);
  }

  bind(name: string, value: Value): void {
    this.#bound.set(name, value);
  }

  /** Those bound here, without those around. */
  own(): Iterable<readonly [string, Value]> {
    return this.#bound;
  }
}
