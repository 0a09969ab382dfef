import { runTurn, type Body } from "../body.ts";
import type { Expression } from "../expression.ts";
import type { Json, JsonObject } from "../json.ts";
import { BodyFailure, type Scope, type UndoEntry } from "../scope.ts";
import { retryDelay, type Attempt, type Policy, type RetryPolicy, type Step, type Work } from "../step.ts";

interface Config {
  readonly items: Expression;
  readonly concurrency?: number;
  readonly tolerate?: number | string;
  readonly collect?: boolean;
  /** For OmniLink's engine: here, one item is undone after another. */
  readonly undoConcurrency?: number;
}

/** What the items have given so far, in the order in which they ended. */
interface Progress {
  readonly outputs: Json[];
  readonly undo: UndoEntry[];
  failures: number;
  stopped?: Json;
}

/** Runs its nodes once for each item, some of them side by side. `retry` runs a failed item again from its beginning. */
export const forEach =
  (body: Body) =>
  (config: Config, { retry, ...policy }: Policy = {}): Step => ({ work: workOf(body, config, retry), policy });

const workOf =
  (
    body: Body,
    { items: source, concurrency = 10, tolerate = 0, collect = true }: Config,
    retry: RetryPolicy = { maxAttempts: 1 },
  ): Work =>
  async (attempt) => {
    const items = toList(await source.evaluate(attempt.scope));
    const limit = typeof tolerate === "number" ? tolerate : Math.floor((items.length * Number.parseInt(tolerate, 10)) / 100);
    const progress: Progress = { outputs: new Array<Json>(items.length).fill(null), undo: [], failures: 0 };
    await side(items, concurrency, (item, index) => one(body, attempt, { item, index, limit, retry }, progress));
    const { undo, outputs, stopped } = progress;
    const output = collect ? outputs : { count: items.length };
    return { output, undo, ...(stopped === undefined ? {} : { stopped }) };
  };

interface Item {
  readonly item: Json;
  readonly index: number;
  readonly limit: number;
  readonly retry: RetryPolicy;
}

async function one(body: Body, attempt: Attempt, { item, index, limit, retry }: Item, progress: Progress): Promise<void> {
  for (let times = 1; ; times += 1) {
    try {
      const { output, scope } = await runTurn(body, attempt, { item, index, ...outer(attempt.scope) });
      progress.undo.push(...scope.undo);
      progress.outputs[index] = output;
      if (scope.stopped !== undefined) progress.stopped = scope.stopped;
      return;
    } catch (error) {
      if (!(error instanceof BodyFailure)) throw error;
      progress.undo.push(...(error.left.undo ?? []));
      const delay = retryDelay(retry, times, error.failure, attempt.world);
      if (delay === undefined) return failItem(error, limit, progress);
      await attempt.world.sleep(delay, attempt.signal);
    }
  }
}

function failItem(error: BodyFailure, limit: number, progress: Progress): void {
  progress.failures += 1;
  if (progress.failures > limit) throw new BodyFailure(error.failure, { undo: progress.undo });
}

/** `item` and `index` of the container around this one. */
const outer = ({ item, index, outer: around }: Scope): { readonly outer?: JsonObject } =>
  index === undefined ? {} : { outer: { ...(item === undefined ? {} : { item }), index, ...(around ? { outer: around } : {}) } };

/** Nothing is an empty list, a single value a list of one. */
const toList = (value: Json | undefined): readonly Json[] =>
  value === undefined || value === null ? [] : Array.isArray(value) ? (value as readonly Json[]) : [value];

async function side(items: readonly Json[], count: number, work: (item: Json, index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < items.length) {
      const index = next++;
      await work(items[index]!, index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(count, items.length) }, worker));
}
