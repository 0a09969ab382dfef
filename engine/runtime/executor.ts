import type { JsonObject, JsonValue } from "../core/json.ts";
import type { NodePlan } from "../core/compile/flow-plan.ts";
import type { WakeUp } from "../core/machine/run-state.ts";
import type { ResolvedConnection } from "./ports.ts";

export type { WakeUp };

/**
 * What the runtime hands to the code of a node kind. One executor per kind, in `engine/nodes/<kind>/execute.ts`; kinds of
 * behavior `trigger` and `join` have none.
 */
export type NodeExecutor = PureExecutor | EffectExecutor | WaitExecutor;

export interface StepContext {
  readonly node: NodePlan;
  /** `node.config` with its `=` expressions replaced by their values. */
  readonly config: JsonObject;
  /** Evaluates JSONata over what this step can see; throws `StepFailure` with code `expression/...`. */
  evaluate(source: string): Promise<JsonValue | undefined>;
  /** The value of a name an expression can see, without evaluating: `input`, `steps`, `vars`, `error`, `step`, `run`. */
  readonly scope: JsonObject;
  readonly schemas: Readonly<Record<string, JsonObject>>;
}

export interface StepOutcome {
  readonly output: JsonValue;
  /** Port to leave by; absent for the default port. */
  readonly port?: string;
  /** Merged into `vars`. */
  readonly vars?: JsonObject;
}

/** Deterministic over its context; may run again after a crash and must then give the same bytes. */
export interface PureExecutor {
  readonly behavior: "pure";
  run(context: StepContext): Promise<StepOutcome>;
}

export interface EffectContext extends StepContext {
  readonly attempt: number;
  /** The same for every attempt of this step: `<runId>:<nodeId>:<visit>`. */
  readonly idempotencyKey: string;
  /** Aborts at the timeout of the attempt and when the step is canceled. */
  readonly signal: AbortSignal;
  connection(name: string): Promise<ResolvedConnection>;
}

/** Talks to the outside. `prepare` gives what will be recorded as the step's input; `run` makes the call. */
export interface EffectExecutor {
  readonly behavior: "effect";
  prepare(context: StepContext): Promise<JsonValue>;
  run(context: EffectContext, input: JsonValue): Promise<StepOutcome>;
}

/** What a parked step waits for; at least one of the three. */
export interface WaitRequest {
  readonly dueInMs?: number;
  readonly signal?: string;
  readonly approval?: {
    readonly title: string;
    readonly roles: readonly string[];
    readonly quorum: number;
    readonly details?: JsonValue;
  };
  readonly input?: JsonValue;
}

/** Parks the run, and says what the step's outcome is when it is woken. */
export interface WaitExecutor {
  readonly behavior: "wait";
  begin(context: StepContext): Promise<WaitRequest>;
  wake(context: StepContext, wakeUp: WakeUp): Promise<StepOutcome>;
}

/** `stop` is pure: its output is the run's; `port` "failed" makes the run fail with `output.failure`. */
export type NodeExecutors = ReadonlyMap<string, NodeExecutor>;
