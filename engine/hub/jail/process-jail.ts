import type { ExpressionJail, JailAnswer, JailRequest } from "../../core/expression/expression-jail.ts";
import { connectExpressionJail, NESTED_TOO_DEEPLY } from "../../core/expression/expression-jail.ts";
import { JAIL_LIMITS } from "../../core/expression/expression-limits.ts";
import { FairTurns, NOBODY } from "../../core/expression/fair-turns.ts";
import { JailProcess, type JailOutcome } from "./jail-process.ts";

/** How many evaluate side by side; of one owner, all but one of them. */
const MOST_PROCESSES = 2;

/**
 * The jail: a pool of processes that are killed at their limits and replaced, so that an expression can hurt nobody but
 * itself. The first process starts with the first request; from then on there is one more than is in use, so that the
 * request after a kill does not wait for a start.
 */
export class ProcessJail implements ExpressionJail {
  /** The last one is taken first: those that start go to the front. */
  readonly #idle: JailProcess[] = [];
  readonly #turns = new FairTurns(MOST_PROCESSES);
  #isStopped = false;

  async evaluate(request: JailRequest): Promise<JailAnswer> {
    const { owner = NOBODY } = request;
    await this.#turns.enter(owner);
    const child = this.#idle.pop() ?? new JailProcess();
    if (this.#idle.length === 0) this.#startOne();
    try {
      return answerOf(await child.evaluate(request), request);
    } finally {
      this.#giveBack(child);
      this.#turns.leave(owner);
    }
  }

  workedMs(): number {
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1_000;
  }

  /** Ends all processes; what is being evaluated fails. */
  stop(): void {
    this.#isStopped = true;
    for (const child of this.#idle.splice(0)) child.stop();
  }

  #giveBack(child: JailProcess): void {
    if (!child.isWornOut && !this.#isStopped) return void this.#idle.push(child);
    child.stop();
    if (this.#idle.length === 0) this.#startOne();
  }

  #startOne(): void {
    if (!this.#isStopped) this.#idle.unshift(new JailProcess());
  }
}

function answerOf(outcome: JailOutcome, { randomState }: JailRequest): JailAnswer {
  if ("answer" in outcome) return outcome.answer;
  if ("unsent" in outcome) return { error: { message: NESTED_TOO_DEEPLY, limit: "size" }, randomState };
  const error =
    outcome.killed === "time"
      ? { code: "D1012", message: `Evaluation took longer than ${JAIL_LIMITS.wallMs} milliseconds`, limit: "time" as const }
      : { message: `The evaluation needs more than ${JAIL_LIMITS.heapMegabytes} MB of memory`, limit: "size" as const };
  return { error, randomState };
}

/** Gives this process a jail, if it has none; processes start when they are needed. */
export function openExpressionJail(): ProcessJail {
  const jail = new ProcessJail();
  connectExpressionJail(jail);
  return jail;
}
