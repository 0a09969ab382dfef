import type { Failure } from "../core/failure.ts";
import type { FlowDocument } from "../core/flow/flow-document.ts";
import type { JsonObject, JsonValue } from "../core/json.ts";
import type { RunEvent, RunStatus } from "../core/machine/run-event.ts";
import type { Problem } from "../core/problem.ts";

/**
 * A try runs a draft with the engine of production over memory: same compiler, same machine, same code of the node kinds.
 * It stores nothing and, by itself, calls nobody: a step that would reach outside gets the sample pinned to its node, an
 * answer that came with the request, or leave to call out by name. Without any of these it waits, and the try ends with a
 * question. A try that goes on is a new try with the answers in hand, so nothing has to be remembered between two requests.
 * Waits take no time: the clock jumps.
 */
export interface Tries {
  /** Events as they come, then `done`; or `refused` when the draft cannot be run so. Aborting cancels the run. */
  run(request: TryRequest, signal: AbortSignal): AsyncIterable<TryMessage>;
  /** What a run of production was given and what its nodes came to; `undefined` when there is no such run. */
  pastRun(orgId: string, runId: string): Promise<PastRun | undefined>;
  /** What one step of a run gave: without `output` if it has given nothing; `undefined` when there is no such run. */
  recordedOutput(orgId: string, runId: string, step: RecordedStep): Promise<{ readonly output?: JsonValue } | undefined>;
  /** Runs the scenarios that lie in the flow's folder of this installation over a draft of it. */
  scenarios(orgId: string, document: FlowDocument): Promise<ScenarioReport>;
}

export interface RecordedStep {
  readonly nodeId: string;
  readonly visit: number;
}

export type ScenarioReport =
  | { readonly state: "ran"; readonly results: readonly ScenarioStanding[] }
  /** No folder here holds the flow, or there are none beside it. */
  | { readonly state: "none" }
  | { readonly state: "refused"; readonly problems: readonly TryProblem[] };

export interface ScenarioStanding {
  /** Its name in `scenarios/`. */
  readonly file: string;
  readonly name: string;
  readonly passed: boolean;
  /** Why it did not pass, one sentence each. */
  readonly mismatches: readonly string[];
}

export interface PastRun {
  readonly runId: string;
  readonly flowId: string;
  readonly version: number;
  readonly status: RunStatus;
  readonly startedAt: string;
  readonly trigger: string;
  readonly input: JsonValue;
  readonly nodes: Readonly<Record<string, TriedNode>>;
}

export interface TryRequest {
  readonly orgId: string;
  /** Who tries, for the log of calls that are really made. */
  readonly by: string;
  /** Of the draft: what is wrong with nodes that the try does not come to is of no matter. */
  readonly document: FlowDocument;
  /** Outputs pinned to nodes. */
  readonly samples: Readonly<Record<string, JsonValue>>;
  /** Whose variables it sees and whose connections a real call takes. Default: production. */
  readonly environment?: string;
  readonly scope: TryScope;
  readonly input: JsonValue;
  /** Default: the flow's `trigger.manual`, else its first trigger. */
  readonly trigger?: string;
  /** Results to go on from instead of running the node: only for nodes before the one that the scope names. */
  readonly known?: Readonly<Record<string, JsonValue>>;
  /** By node; the n-th for its n-th visit. The last one stands for all that follow, unless the node may really call out. */
  readonly answers?: Readonly<Record<string, readonly TryAnswer[]>>;
  /** Nodes to pass by: they give nothing, and the way goes on by their first output. */
  readonly disabled?: readonly string[];
  /** Nodes that may really call out, once their answers are used up. */
  readonly allowReal?: readonly string[];
}

/**
 * - `upTo`: what can lead to the node, and the node.
 * - `node`: the node alone. Nodes whose output it reads are worked out first, whatever way a run would take.
 * - `from`: the node and all that follows it. Inside a container, from the container on: a body runs as a whole.
 * - `nodes`: these, such as those of a group, with what lies between them and what they read. Where they begin at a join,
 *   or go back to a savepoint, all that leads to them.
 */
export type TryScope =
  | { readonly type: "flow" }
  | { readonly type: "upTo" | "node" | "from"; readonly nodeId: string }
  | { readonly type: "nodes"; readonly nodeIds: readonly string[] };

export type TryAnswer =
  /** What a call gave. */
  | { readonly type: "output"; readonly output: JsonValue }
  | { readonly type: "failure"; readonly message: string; readonly code?: string }
  | { readonly type: "decision"; readonly decision: "approved" | "rejected"; readonly comment?: string }
  /** A form, filled in. */
  | { readonly type: "form"; readonly answer: JsonValue }
  | { readonly type: "signal"; readonly payload: JsonValue }
  /** Nobody decides, answers or sends anything until the step's time is up. */
  | { readonly type: "silence" };

export type TryMessage =
  | { readonly type: "events"; readonly events: readonly RunEvent[] }
  | { readonly type: "done"; readonly result: TryResult }
  | { readonly type: "refused"; readonly problems: readonly TryProblem[] };

/** A problem of the draft, or the reason why this try makes no sense. */
export type TryProblem = Pick<Problem, "message" | "fix"> & { readonly nodeId?: string; readonly path?: string };

export interface TryResult {
  readonly status: RunStatus;
  readonly output?: JsonValue;
  readonly failure?: Failure;
  readonly durationMs: number;
  /** Nodes that have a result or wait for an answer. */
  readonly nodes: Readonly<Record<string, TriedNode>>;
  readonly questions: readonly TryQuestion[];
  /** Why the try was ended before its time, in words. */
  readonly stopped?: string;
}

export interface TriedNode {
  readonly state: "done" | "failed" | "asked";
  /** Where the result is from: the code of its kind, a sample, an answer of the request, or a call that was really made. */
  readonly from: ResultSource;
  readonly output?: JsonValue;
  readonly port?: string;
  readonly failure?: Failure;
  /** What each visit came to, in their order: as answers, so that a try that goes on need not call again. The first hundred. */
  readonly outcomes: readonly Outcome[];
  readonly visits: number;
}

export type Outcome = Extract<TryAnswer, { type: "output" | "failure" }>;

export type ResultSource = "ran" | "pinned" | "answered" | "called" | "known" | "disabled";

/** What the try cannot know by itself. `refused`: why an answer that came with the request did not do. */
export type TryQuestion = { readonly nodeId: string; readonly visit: number; readonly refused?: string } & (
  | { readonly type: "call"; /** What would be sent, as it would be recorded. */ readonly request: JsonValue }
  | { readonly type: "approval"; readonly title: string; readonly details?: JsonValue; readonly canTimeOut: boolean }
  | {
      readonly type: "form";
      readonly title: string;
      readonly form: JsonObject;
      readonly initial?: JsonValue;
      readonly canTimeOut: boolean;
    }
  | { readonly type: "signal"; readonly name: string; readonly canTimeOut: boolean }
);
