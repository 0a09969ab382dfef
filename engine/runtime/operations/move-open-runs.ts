import { outstandingCommands, stepRun } from "../../core/machine/index.ts";
import type { RunEvent } from "../../core/machine/run-event.ts";
import { checkpointDelta } from "../checkpoint-delta.ts";
import type { DoWithOpenRuns, MoveOutcome, MovePlan, OpenRuns, OpenRunsOptions, PlannedMove, PreviewMove } from "../open-runs.ts";
import type { LoadedFlow, RunMove } from "../ports.ts";
import { cancelOpenRuns } from "./cancel-open-runs.ts";
import { actorOf } from "./operate-run.ts";
import { behind, countOpen, openRunsOf, type OpenRunsPorts } from "./open-runs-of.ts";
import { plainState } from "./plain-state.ts";
import { planMove, type MoveTarget, type PreparedMove } from "./plan-moves.ts";

/** What moving and canceling the open runs of a flow needs beyond the other operations. */
export interface MovePorts extends OpenRunsPorts {
  /** What the text of a flow would be if it was deployed now; `undefined` where it would be refused. */
  notYetStored(orgId: string, source: string): Promise<MoveTarget | undefined>;
  /** Moves a run that nobody drives. False when anything happened to it since it was read. */
  moveRun(move: RunMove): Promise<boolean>;
  /** Time of the database, milliseconds since 1970. */
  nowMs(): Promise<number>;
}

export function createOpenRuns(ports: MovePorts): OpenRuns {
  return {
    previewMove: (request) => preview(ports, request),
    moveOpenRuns: (request, options) => move(ports, request, options),
    cancelOpenRuns: (request, options) => cancelOpenRuns(ports, request, options),
  };
}

async function targetOf(ports: MovePorts, { orgId, flowId, environment, goesLive }: PreviewMove) {
  if (goesLive && "source" in goesLive) return ports.notYetStored(orgId, goesLive.source);
  return ports.flows.find(orgId, flowId, goesLive?.version, environment);
}

async function preview(ports: MovePorts, request: PreviewMove): Promise<MovePlan | undefined> {
  const target = await targetOf(ports, request);
  if (!target) return undefined;
  const nowMs = await ports.nowMs();
  const runs: PlannedMove[] = [];
  for await (const run of openRunsOf(ports, request, target.number))
    runs.push((await planMove(ports, request.orgId, run, target, nowMs)).plan);
  const { flowId } = request;
  const open = await countOpen(ports, request, target.number);
  return { flowId, version: target.number, open, runs, ...(await behind(ports, request, target.number, runs)) };
}

async function move(
  ports: MovePorts,
  request: DoWithOpenRuns,
  { onProgress, signal }: OpenRunsOptions = {},
): Promise<MoveOutcome | undefined> {
  const target = await ports.flows.find(request.orgId, request.flowId, undefined, request.environment);
  if (!target) return undefined;
  const seen: PlannedMove[] = [];
  const left: PlannedMove[] = [];
  for await (const run of openRunsOf(ports, request, target.number)) {
    if (signal?.aborted) break;
    const { plan, move: ready } = await planMove(ports, request.orgId, run, target, await ports.nowMs());
    const isDone = ready !== undefined && (await ports.moveRun(recorded(ready, plan, target, request)));
    seen.push(plan);
    if (!isDone) left.push(ready ? overtaken(plan) : plan);
    onProgress?.(seen.length);
  }
  const stays = new Set(left.map(({ runId }) => runId));
  const moved = seen.flatMap(({ runId }) => (stays.has(runId) ? [] : [runId]));
  return { version: target.number, moved, left, ...(await behind(ports, request, target.number, seen)) };
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
