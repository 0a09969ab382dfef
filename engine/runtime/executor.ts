import type { ApprovalRules } from "../core/approval/approval-rules.ts";
import type { RiskScore } from "../core/approval/risk.ts";
import type { JsonObject, JsonValue } from "../core/json.ts";
import type { NodePlan } from "../core/compile/flow-plan.ts";
import type { NoCaller, Opening, StepWarning } from "../core/machine/run-event.ts";
import type { WakeUp } from "../core/machine/run-state.ts";
import type { ResolvedConnection } from "./ports.ts";

export type { WakeUp };

/**
 * What the runtime hands to the code of a node kind. One executor per kind, in `engine/nodes/<kind>/execute.ts`; kinds of
 * behavior `trigger`, `join` and `compensate` have none.
 */
export type NodeExecutor = PureExecutor | EffectExecutor | WaitExecutor | ContainerExecutor | ChildExecutor;

export interface StepContext {
  readonly node: NodePlan;
  /** `node.config` with its `=` expressions replaced by their values. */
  readonly config: JsonObject;
  /**
   * Evaluates JSONata over what this step can see; throws `StepFailure` with code `expression/...`. `resultCharacters`:
   * the largest result as JSON, where the usual limit is too small. `names`: what lies over that for this expression.
   */
  evaluate(source: string, resultCharacters?: number, names?: JsonObject): Promise<JsonValue | undefined>;
  /** The value of a name an expression can see, without evaluating: `input`, `steps`, `vars`, `error`, `step`, `run`. */
  readonly scope: JsonObject;
  readonly schemas: Readonly<Record<string, JsonObject>>;
  /** The nodes of the flow, by id. */
  readonly nodes: Readonly<Record<string, NodePlan>>;
  /** The trigger node this run started from. */
  readonly trigger: string;
  /** Why nobody waits for the answer of the run, where its trigger has the caller wait for one. */
  readonly noCaller?: NoCaller;
  /** From 0 to 1: above it a person decides in this organization, whatever a policy says. Absent: the usual one. */
  readonly riskThreshold?: number;
}

export interface StepOutcome {
  readonly output: JsonValue;
  /** Port to leave by; absent for the default port. */
  readonly port?: string;
  /** Merged into `vars`. */
  readonly vars?: JsonObject;
  /** What was not as agreed and did not keep the step from completing. */
  readonly warnings?: readonly StepWarning[];
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
  /** To be called as the call goes on. Absent where nobody listens: the node has no `heartbeat`. */
  readonly heartbeat?: () => void;
  connection(name: string): Promise<ResolvedConnection>;
}

/**
 * Talks to the outside. `prepare` gives what will be recorded as the step's input; `run` makes the call. For effects of class
 * `lookup`, `lookUp` asks whether an earlier call with this input did its work: its outcome if so, `undefined` if certainly
 * not; it throws when that cannot be said.
 */
export interface EffectExecutor {
  readonly behavior: "effect";
  prepare(context: StepContext): Promise<JsonValue>;
  run(context: EffectContext, input: JsonValue): Promise<StepOutcome>;
  lookUp?(context: EffectContext, input: JsonValue): Promise<StepOutcome | undefined>;
}

/** What a parked step waits for; at least one of them. */
export interface WaitRequest {
  readonly dueInMs?: number;
  /** ISO time, instead of `dueInMs`, for a moment of the calendar; one that has passed wakes the step at once. */
  readonly dueAt?: string;
  readonly signal?: string;
  readonly approval?: {
    readonly title: string;
    readonly roles: readonly string[];
    readonly quorum: number;
    readonly details?: JsonValue;
    readonly rules?: ApprovalRules;
    readonly risk?: RiskScore;
    readonly form?: JsonObject;
    readonly initial?: JsonValue;
  };
  readonly input?: JsonValue;
}

/** Parks the run, and says what the step's outcome is when it is woken. */
export interface WaitExecutor {
  readonly behavior: "wait";
  begin(context: StepContext): Promise<WaitRequest>;
  wake(context: StepContext, wakeUp: WakeUp): Promise<StepOutcome>;
}

/** How far the body of a container is, as its executor is told. */
export interface BodyResult {
  /** Turns opened so far. */
  readonly turns: number;
  /** Outputs of the turns that gave one, by index. For a loop or a block: of the last turn alone. */
  readonly outputs: readonly (readonly [index: number, output: JsonValue])[];
  /** Items in all, for a for-each. */
  readonly count: number;
}

export type ContainerMove =
  | { readonly type: "open"; readonly opening: Opening; readonly items?: readonly JsonValue[] }
  | { readonly type: "done"; readonly output: JsonValue };

/** Says which turns of its body to run: asked at first, and again whenever none is left. Deterministic, like a pure step. */
export interface ContainerExecutor {
  readonly behavior: "container";
  advance(context: StepContext, body?: BodyResult): Promise<ContainerMove>;
}

export interface ChildRequest {
  /** Id of the flow to run. */
  readonly flow: string;
  /** Absent: the version that is deployed when the step begins. */
  readonly version?: number;
  readonly input: JsonValue;
  /** False: the step is over once the run exists. */
  readonly wait: boolean;
}

/** Starts a run of another flow. The engine waits for it, cancels it with this step, and undoes it with this step. */
export interface ChildExecutor {
  readonly behavior: "child";
  begin(context: StepContext): Promise<ChildRequest>;
}

/** `stop` is pure: its output is the run's; `port` "failed" makes the run fail with `output.failure`. */
export type NodeExecutors = ReadonlyMap<string, NodeExecutor>;
