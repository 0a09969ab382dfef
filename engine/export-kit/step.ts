import { StepFailure, toFailure, type Failure } from "./failure.ts";
import { resolve, type Authored } from "./expression.ts";
import { durationMs, isObject, type Json, type JsonObject } from "./json.ts";
import { BodyFailure, type Scope, type StepResult, type UndoEntry } from "./scope.ts";
import type { World } from "./world.ts";

/** One attempt of a step. */
export interface Attempt {
  readonly nodeId: string;
  readonly scope: Scope;
  readonly world: World;
  /** Of this step: the same in each attempt. */
  readonly idempotencyKey: string;
  /** Aborted when the attempt takes too long or its run is over. */
  readonly signal: AbortSignal;
  readonly flow: Flow;
}

export type Work = (attempt: Attempt) => Promise<StepResult>;

/** The steps of a flow by node id. */
export type Flow = Readonly<Record<string, Step>>;

export interface Step {
  readonly work: Work;
  readonly policy: Policy;
}

export interface Policy {
  readonly retry?: RetryPolicy;
  /** Of one attempt, as an ISO 8601 duration. */
  readonly timeout?: string;
  /** Nodes that undo this one. */
  readonly undoBy?: readonly { readonly step: string; readonly onFailure: UndoEntry["onFailure"] }[];
}

export interface RetryPolicy {
  readonly maxAttempts: number;
  readonly initial?: string;
  readonly factor?: number;
  readonly max?: string;
  readonly jitter?: boolean;
  /** Codes of the failures to try again after, `*` standing for any rest. Default: those that may pass. */
  readonly on?: readonly string[];
}

/** A kind of node: its config gives the work. */
export const stepOf =
  <Config>(work: (config: Config) => Work) =>
  (config: Config, policy: Policy = {}): Step => ({ work: work(config), policy });

/** The values of a config's expressions, as an object. */
export async function resolved(config: Readonly<Record<string, Authored | undefined>>, scope: Scope): Promise<JsonObject> {
  const given = Object.entries(config).filter((entry): entry is [string, Authored] => entry[1] !== undefined);
  const value = await resolve(Object.fromEntries(given), scope);
  return isObject(value) ? value : {};
}

export const text = (value: Json | undefined): string | undefined => (typeof value === "string" ? value : undefined);

/** Milliseconds of a field that holds a duration. */
export const duration = (value: Json | undefined): number | undefined =>
  typeof value === "string" ? durationMs(value) : undefined;

const UNDO_RETRY: RetryPolicy = { maxAttempts: 5 };

interface Going {
  readonly world: World;
  readonly scope: Scope;
  readonly signal: AbortSignal;
  readonly isUndo?: boolean;
}

/** Tries a step until it succeeds or its policy gives up. Throws `StepFailure`. */
export async function runStep(flow: Flow, nodeId: string, { world, scope, signal, isUndo = false }: Going): Promise<StepResult> {
  const step = flow[nodeId]!;
  const policy = step.policy.retry ?? (isUndo ? UNDO_RETRY : { maxAttempts: 1 });
  const idempotencyKey = keyOf(nodeId, scope, isUndo);
  for (let attempt = 1; ; attempt += 1) {
    try {
      const result = await once(step, { nodeId, scope, world, idempotencyKey, signal, flow });
      world.record({ type: "step.completed", nodeId, output: result.output, ...itemOf(scope) });
      if (isUndo) return result;
      orders += 1;
      return { ...result, order: orders, ...withUndo(result, undoOf(step, nodeId, result, scope)) };
    } catch (error) {
      const failure = toFailure(error, nodeId);
      const delay = retryDelay(policy, attempt, failure, world);
      world.record({
        type: delay === undefined ? "step.failed" : "attempt.failed",
        nodeId,
        code: failure.code,
        ...itemOf(scope),
      });
      if (delay === undefined)
        throw error instanceof BodyFailure ? new BodyFailure(failure, error.left) : new StepFailure(failure);
      await world.sleep(delay, signal);
    }
  }
}

export const itemOf = ({ index }: Scope): { readonly item?: number } => (index === undefined ? {} : { item: index });

/** Counts completions: in the order of this number, parallel branches and items share one undo stack. */
let orders = 0;

const withUndo = ({ undo = [], rewind = false }: StepResult, own: readonly UndoEntry[]): Pick<StepResult, "undo"> =>
  own.length === 0 && !rewind ? (undo.length === 0 ? {} : { undo }) : { undo: [...undo, ...own] };

const undoOf = ({ policy }: Step, nodeId: string, { output, input = null }: StepResult, scope: Scope): UndoEntry[] =>
  (policy.undoBy ?? []).map(({ step, onFailure }) => ({
    nodeId,
    by: step,
    onFailure,
    input,
    output,
    idempotencyKey: keyOf(nodeId, scope, false),
    order: orders,
    within: scope.within,
    scope,
  }));

const keyOf = (nodeId: string, { run, index }: Scope, isUndo: boolean): string =>
  [run["id"], nodeId, ...(index === undefined ? [] : [index]), ...(isUndo ? ["undo"] : [])].join(":");

/** Milliseconds until the next attempt, `undefined` when there is none. */
export function retryDelay(policy: RetryPolicy, attempt: number, failure: Failure, world: World): number | undefined {
  if (attempt >= policy.maxAttempts || !mayRetry(policy, failure)) return undefined;
  return Math.max(backoff(policy, attempt, world), failure.retryAfterMs ?? 0);
}

function mayRetry({ on }: RetryPolicy, { code, retryable = false }: Failure): boolean {
  if (!on) return retryable;
  return on.some((pattern) => (pattern.endsWith("*") ? code.startsWith(pattern.slice(0, -1)) : code === pattern));
}

/** Half of the delay is fixed and half is spread, so that runs that failed together do not return together. */
function backoff(policy: RetryPolicy, attempt: number, world: World): number {
  const { initial = "PT1S", factor = 2, max = "PT1M", jitter = true } = policy;
  const full = Math.min(durationMs(initial) * factor ** (attempt - 1), durationMs(max));
  return Math.round(jitter ? full * (0.5 + world.random() / 2) : full);
}

async function once(step: Step, attempt: Attempt): Promise<StepResult> {
  const { timeout } = step.policy;
  if (timeout === undefined) return step.work(attempt);
  const limit = new AbortController();
  const stop = new AbortController();
  const late = attempt.world.limit(durationMs(timeout), stop.signal).then(() => {
    limit.abort();
    throw new StepFailure({ code: "step/timed-out", message: `It took longer than ${timeout}.`, retryable: true });
  });
  try {
    return await Promise.race([step.work({ ...attempt, signal: AbortSignal.any([attempt.signal, limit.signal]) }), late]);
  } finally {
    late.catch(() => {});
    stop.abort();
  }
}
