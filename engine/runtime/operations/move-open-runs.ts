import { outstandingCommands, stepRun } from "../../core/machine/index.ts";
import type { RunEvent } from "../../core/machine/run-event.ts";
import { checkpointDelta } from "../checkpoint-delta.ts";
import type {
  CancelOutcome,
  DoWithOpenRuns,
  MoveOutcome,
  MovePlan,
  OpenRuns,
  OpenRunsRequest,
  PlannedMove,
} from "../open-runs.ts";
import type { LoadedFlow, RunMove } from "../ports.ts";
import { actorOf, createRunMessages } from "./operate-run.ts";
import type { OperationPorts } from "./operation-ports.ts";
import { plainState } from "./plain-state.ts";
import { olderRuns, planMove, type PreparedMove } from "./plan-moves.ts";

/** What moving runs needs beyond the other operations. */
export interface MovePorts extends OperationPorts {
  /** Versions that open runs of a flow belong to. */
  openVersions(orgId: string, flowId: string, environment?: string): Promise<readonly number[]>;
  /** Moves a run that nobody drives. False when anything happened to it since it was read. */
  moveRun(move: RunMove): Promise<boolean>;
  /** Time of the database, milliseconds since 1970. */
  nowMs(): Promise<number>;
}

export function createOpenRuns(ports: MovePorts): OpenRuns {
  return {
    previewMove: (request) => preview(ports, request),
    moveOpenRuns: (request) => move(ports, request),
    cancelOlderRuns: (request) => cancel(ports, request),
  };
}

async function found(ports: MovePorts, request: OpenRunsRequest) {
  const { orgId, flowId, environment } = request;
  const target = await ports.flows.find(orgId, flowId, undefined, environment);
  if (!target) return undefined;
  const versions = await ports.openVersions(orgId, flowId, environment);
  const older = versions.filter((version) => version !== target.number);
  return { target, ...(await olderRuns(ports, request, older)) };
}

async function preview(ports: MovePorts, request: OpenRunsRequest): Promise<MovePlan | undefined> {
  const looked = await found(ports, request);
  if (!looked) return undefined;
  const { target, runs, isMore } = looked;
  const nowMs = await ports.nowMs();
  const planned: PlannedMove[] = [];
  for (const run of runs) planned.push((await planMove(ports, request.orgId, run, target, nowMs)).plan);
  return { flowId: request.flowId, version: target.number, runs: planned, isMore };
}

async function move(ports: MovePorts, request: DoWithOpenRuns): Promise<MoveOutcome | undefined> {
  const looked = await found(ports, request);
  if (!looked) return undefined;
  const { target, runs, isMore } = looked;
  const moved: string[] = [];
  const left: PlannedMove[] = [];
  for (const run of runs) {
    const prepared = await planMove(ports, request.orgId, run, target, await ports.nowMs());
    const isDone = prepared.move !== undefined && (await ports.moveRun(recorded(prepared.move, prepared.plan, target, request)));
    if (isDone) moved.push(run.runId);
    else left.push(prepared.move ? overtaken(prepared.plan) : prepared.plan);
  }
  return { version: target.number, moved, left, isMore };
}

const overtaken = (plan: PlannedMove): PlannedMove => ({
  ...plan,
  outcome: "busy",
  obstacles: [{ code: "busy", message: "Something happened to the run at the same moment.", fix: "Ask again." }],
});

/** The event of the move, and the tables as they must be with it. */
function recorded(
  { own, before, state, atMs }: NonNullable<PreparedMove["move"]>,
  { runId }: PlannedMove,
  target: LoadedFlow,
  request: DoWithOpenRuns,
): RunMove {
  const { contentHash } = target.plan;
  const data = { from: own.number, version: target.number, contentHash, state: plainState(state), ...actorOf(request) };
  const event: RunEvent = { seq: before.seq + 1, at: new Date(atMs).toISOString(), type: "run.moved", data };
  const after = stepRun(target.plan, before, event).state;
  // A run that has not begun, or whose process died, may have timers that nobody has set; afterwards they count as known.
  const { setTimers, clearTimers, closeApprovals } = checkpointDelta(before, after, [event], false);
  return {
    ...{ orgId: request.orgId, runId, event, state: after, setTimers, clearTimers, closeApprovals },
    fromVersionId: own.flowVersionId,
    toVersionId: target.flowVersionId,
    goesOn: outstandingCommands(target.plan, after).length > 0,
  };
}

async function cancel(ports: MovePorts, request: DoWithOpenRuns): Promise<CancelOutcome | undefined> {
  const looked = await found(ports, request);
  if (!looked) return undefined;
  const messages = createRunMessages(ports);
  const canceled: string[] = [];
  const refused: { runId: string; message: string }[] = [];
  for (const { runId } of looked.runs) {
    const result = await messages.cancel({ orgId: request.orgId, runId, compensate: true, ...actorOf(request) });
    if (result.ok) canceled.push(runId);
    else refused.push({ runId, message: result.refusal.message });
  }
  return { version: looked.target.number, canceled, refused, isMore: looked.isMore };
}
