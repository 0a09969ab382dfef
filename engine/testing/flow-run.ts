import type { FlowPlan } from "../core/compile/flow-plan.ts";
import type { Failure } from "../core/failure.ts";
import type { JsonValue } from "../core/json.ts";
import { replayRun } from "../core/machine/index.ts";
import type { RunEvent, RunStatus } from "../core/machine/run-event.ts";
import type { CrashPoint } from "./crash-point.ts";
import type { RecordedCall } from "./mocks.ts";

/** What `omnilink types` writes for a flow; without it, everything is any JSON. */
export interface FlowTypes {
  readonly input: unknown;
  readonly output: unknown;
  readonly outputs: object;
}

/** What a run of a test did. */
export interface FlowRun<Types extends FlowTypes = AnyFlow> {
  readonly status: RunStatus;
  readonly output?: Types["output"];
  /** Why it did not end well. */
  readonly failure?: Failure;
  /** Requests, mail and events in the order they left, every attempt for itself. */
  readonly calls: readonly RecordedCall[];
  /** The same as the receivers count them: of several attempts of one step, the first. */
  readonly effects: readonly RecordedCall[];
  /** Nodes in the order they completed; one that ran several times is there several times. */
  readonly completed: readonly string[];
  /** Steps that were undone, in the order of the undoing. */
  readonly undone: readonly string[];
  /** The output of each node, the last one of several. */
  readonly outputs: Partial<Types["outputs"]>;
  /** From the first to the last event, in virtual milliseconds. */
  readonly tookMs: number;
  /** Where the process was killed, if it was. */
  readonly crash?: CrashPoint;
  readonly events: readonly RunEvent[];
}

/** A flow about which the compiler knows nothing. */
export interface AnyFlow extends FlowTypes {
  readonly input: JsonValue;
  readonly output: JsonValue;
  readonly outputs: Readonly<Record<string, JsonValue>>;
}

/** What happened, read from the history, which must tell the same when it is replayed. */
export function describeRun(
  plan: FlowPlan,
  runId: string,
  story: Pick<FlowRun, "status" | "calls" | "events"> & { readonly crash?: CrashPoint | undefined },
): FlowRun {
  const { status, calls, events, crash } = story;
  const replayed = replayRun(plan, runId, events).status;
  if (replayed !== status) throw new Error(`The run is ${status}, but its history says ${replayed} when it is replayed.`);
  const completions = events.flatMap((event) => (event.type === "step.completed" ? [event] : []));
  return {
    status,
    ...ending(events.at(-1)),
    calls,
    effects: calls.filter(({ idempotencyKey }, index) => isFirst(calls, idempotencyKey, index)),
    completed: completions.map(({ nodeId }) => nodeId),
    undone: events.flatMap((event) => (event.type === "step.undone" ? [event.data.nodeId] : [])),
    outputs: Object.fromEntries(completions.map(({ nodeId, data }) => [nodeId, data.output])),
    tookMs: Date.parse(events.at(-1)!.at) - Date.parse(events[0]!.at),
    ...(crash === undefined ? {} : { crash }),
    events,
  };
}

const isFirst = (calls: readonly RecordedCall[], key: string, index: number): boolean =>
  key === "" || calls.findIndex(({ idempotencyKey }) => idempotencyKey === key) === index;

function ending(last: RunEvent | undefined): Pick<FlowRun, "output" | "failure"> {
  if (last?.type === "run.completed") return { output: last.data.output };
  return last !== undefined && "data" in last && "failure" in last.data ? { failure: last.data.failure } : {};
}
