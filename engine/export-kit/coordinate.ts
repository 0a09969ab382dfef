import { createActor, fromPromise, toPromise, type AnyStateMachine, type PromiseActorLogic } from "xstate";
import type { Ending } from "./body.ts";
import type { Scope } from "./scope.ts";

/**
 * Parallel branches that do not nest: each piece between two forks or meetings is a machine of its own, and this actor
 * spawns them, counts who has arrived where, and takes back those that have lost.
 */
export interface Pieces {
  readonly entries: readonly string[];
  readonly pieces: Readonly<Record<string, AnyStateMachine>>;
  readonly joins: Readonly<Record<string, Join>>;
}

export interface Join {
  /** So many arrivals are enough, and the rest is taken back; absent: everybody who can still arrive. */
  readonly count?: number;
  /** Nodes from which it can be reached. */
  readonly reachableFrom: readonly string[];
}

/** How a piece ends: the pieces that begin after it, and the joins it has arrived at. */
export interface PieceEnding extends Ending {
  readonly next?: readonly string[];
  readonly arrives?: readonly string[];
}

interface Going {
  readonly piece: string;
  readonly actor: ReturnType<typeof createActor>;
}

export const coordinate = (piecesOf: (scope: Scope) => Pieces): PromiseActorLogic<Ending, Scope> =>
  fromPromise(({ input, signal }) => new Coordinator(piecesOf(input), input).run(signal));

class Coordinator {
  readonly #pieces: Pieces;
  readonly #going = new Set<Going>();
  readonly #arrived = new Map<string, number>();
  readonly #fired = new Set<string>();
  #scope: Scope;
  #finish: (ending: Ending) => void = () => {};

  constructor(pieces: Pieces, scope: Scope) {
    this.#pieces = pieces;
    this.#scope = scope;
  }

  run(signal: AbortSignal): Promise<Ending> {
    const ended = new Promise<Ending>((resolve) => (this.#finish = resolve));
    signal.addEventListener("abort", () => this.#stopAll(), { once: true });
    for (const piece of this.#pieces.entries) this.#begin(piece);
    return ended;
  }

  #begin(piece: string): void {
    const machine = this.#pieces.pieces[piece]!;
    const actor = createActor(machine, { input: { ...this.#scope, undo: [], ends: {} } });
    const going: Going = { piece, actor };
    this.#going.add(going);
    void toPromise(actor).then((ending) => {
      // One that was taken back has no ending.
      if (this.#going.delete(going)) this.#ended(ending as PieceEnding);
    });
    actor.start();
  }

  #ended({ kind, scope, next = [], arrives = [] }: PieceEnding): void {
    this.#take(scope);
    if (kind !== "done") return this.#end(kind);
    for (const join of arrives) this.#arrived.set(join, (this.#arrived.get(join) ?? 0) + 1);
    for (const piece of next) this.#begin(piece);
    this.#fire();
    if (this.#going.size === 0) this.#end("done");
  }

  /** What the piece has added: another may have gone on meanwhile. */
  #take({ steps, vars, ports, completed, ends, undo, failure, stopped, error }: Scope): void {
    const before = this.#scope;
    this.#scope = {
      ...before,
      steps: { ...before.steps, ...steps },
      vars: { ...before.vars, ...vars },
      ports: { ...before.ports, ...ports },
      completed: { ...before.completed, ...completed },
      ends: { ...before.ends, ...ends },
      undo: [...before.undo, ...undo],
      ...(failure ? { failure } : {}),
      ...(stopped === undefined ? {} : { stopped }),
      ...(error === undefined ? {} : { error }),
    };
  }

  #fire(): void {
    for (const [join, { count, reachableFrom }] of Object.entries(this.#pieces.joins)) {
      const arrived = this.#arrived.get(join) ?? 0;
      if (arrived === 0 || this.#fired.has(join)) continue;
      const others = [...this.#going].filter(({ piece }) => reachableFrom.includes(piece));
      if (count === undefined ? others.length > 0 : arrived < count && others.length > 0) continue;
      this.#fired.add(join);
      for (const loser of others) this.#stop(loser);
      this.#begin(join);
    }
  }

  #stop(going: Going): void {
    this.#going.delete(going);
    going.actor.stop();
  }

  #stopAll(): void {
    for (const going of [...this.#going]) this.#stop(going);
  }

  #end(kind: Ending["kind"]): void {
    this.#stopAll();
    this.#finish({ kind, scope: this.#scope });
  }
}
