import { expressionJail } from "./expression-jail.ts";
import { EXPRESSION_LIMITS } from "./expression-limits.ts";
import { FairTurns, NOBODY } from "./fair-turns.ts";

/**
 * JSONata evaluates in many small promises, so evaluations that begin together would run through one another, and each of
 * them would count the time of all: on a worker that has just taken over a hundred runs, all would meet their limit and wait
 * for the jail. So one evaluates after the other, and what counts is what this thread has worked for it. Organizations take
 * turns: nobody waits for all that another has.
 */
const turns = new FairTurns(1);
let current: Patience | undefined;

/** Runs `evaluate` when it is its turn. */
export async function inTurn<Result>(owner: string | undefined, evaluate: () => Promise<Result>): Promise<Result> {
  await turns.enter(owner ?? NOBODY);
  current = new Patience();
  try {
    return await evaluate();
  } finally {
    current = undefined;
    turns.leave(owner ?? NOBODY);
  }
}

/** How long the evaluation whose turn it is may take, in ms by the clock from its beginning: more, when asked for more often, as long as it has not had its time. */
export const patienceMs = (): number =>
  expressionJail() ? (current?.grantedMs() ?? EXPRESSION_LIMITS.patienceMs) : EXPRESSION_LIMITS.timeoutMs;

class Patience {
  readonly #beganAt = Date.now();
  readonly #workedBefore = worked();
  #grantedMs: number = EXPRESSION_LIMITS.patienceMs;

  grantedMs(): number {
    const elapsed = Date.now() - this.#beganAt;
    if (elapsed > this.#grantedMs) {
      const left = EXPRESSION_LIMITS.patienceMs - (worked() - this.#workedBefore);
      if (left > 0) this.#grantedMs = elapsed + left;
    }
    return this.#grantedMs;
  }
}

const worked = (): number => expressionJail()?.workedMs() ?? 0;
