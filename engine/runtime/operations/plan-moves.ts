import { PRODUCTION } from "../../core/environment/environment.ts";
import type { JsonObject } from "../../core/json.ts";
import { replayRun } from "../../core/machine/index.ts";
import { lastCompletions, moveRun } from "../../core/machine/move-run.ts";
import type { RunEvent } from "../../core/machine/run-event.ts";
import type { RunState } from "../../core/machine/run-state.ts";
import { validateInput } from "../../core/validate/validate-input.ts";
import type { RunSummary } from "../engine.ts";
import type { MoveObstacle, PlannedMove } from "../open-runs.ts";
import type { LoadedFlow } from "../ports.ts";
import { noVariables, placeOfRun } from "../run-place.ts";
import { versionOf, type OperationPorts } from "./operation-ports.ts";

/** The version that open runs are to go on with: the live one, or one that is to go live. */
export type MoveTarget = Pick<LoadedFlow, "number" | "document" | "plan">;

/** A run's move, thought through: what people see of it, and what is needed to do it. */
export interface PreparedMove {
  readonly plan: PlannedMove;
  /** Present when it can be moved. */
  readonly move?: { readonly own: LoadedFlow; readonly before: RunState; readonly state: RunState; readonly atMs: number };
}

/**
 * The run's recorded history, folded with the version that recorded it, and what that makes of the run in the other one.
 * What cannot be folded is no reason for the other runs to be left.
 */
export async function planMove(
  ports: OperationPorts,
  orgId: string,
  run: RunSummary,
  target: MoveTarget,
  nowMs: number,
): Promise<PreparedMove> {
  const { runId, status, version, businessKey } = run;
  const base = { runId, status, version, again: [], ...(businessKey === undefined ? {} : { businessKey }) };
  const left = (outcome: "busy" | "breaks", obstacles: readonly MoveObstacle[]): PreparedMove => ({
    plan: { ...base, outcome, obstacles },
  });
  if (status === "running" || status === "compensating") return left("busy", [busy("The run is under way.")]);
  const own = await versionOf(ports, orgId, run);
  const events = await ports.store.readEvents(runId, 0);
  const before = folded(own, runId, events);
  if (before === undefined) return left("busy", [busy("The run moved on while it was read.")]);
  const atMs = Math.max(nowMs, Date.parse(events.at(-1)!.at));
  const env = await variables(ports, orgId, run, target, before);
  const moved = moveRun(before, own.plan, target, { atMs, completedAt: lastCompletions(events), ...(env ? { env } : {}) });
  if (moved.outcome === "busy") return left("busy", [busy(moved.message, moved.nodeId)]);
  const unfit = [...(moved.outcome === "breaks" ? moved.problems.map(doesNotFit) : []), ...inputObstacles(before, target)];
  if (moved.outcome === "breaks" || unfit.length > 0) return left("breaks", unfit);
  const { again, state } = moved;
  return { plan: { ...base, again, outcome: "moves", obstacles: [] }, move: { own, before, state, atMs } };
}

/** `undefined` when its events belong to another version by now: somebody moved it since it was found. */
function folded({ plan }: LoadedFlow, runId: string, events: readonly RunEvent[]): RunState | undefined {
  const told = events.findLast((event) => event.type === "run.started" || event.type === "run.moved");
  return told?.data.contentHash === plan.contentHash ? replayRun(plan, runId, events) : undefined;
}

/** What the run began with stays as it was; what only the live version reads is as it is now. */
async function variables(
  { values = noVariables }: OperationPorts,
  orgId: string,
  { environment = PRODUCTION }: RunSummary,
  target: MoveTarget,
  before: RunState,
): Promise<JsonObject | undefined> {
  const { env } = await placeOfRun(values, target, { orgId, environment });
  return env && { ...env, ...before.env };
}

const busy = (message: string, nodeId?: string): MoveObstacle => ({
  code: "busy",
  message,
  fix: "Ask again when it waits, or pause it first.",
  ...(nodeId === undefined ? {} : { nodeId }),
});

const doesNotFit = ({ nodeId, message }: { readonly nodeId: string; readonly message: string }): MoveObstacle => ({
  code: "doesNotFit",
  nodeId,
  message,
  fix: "Let it end on its version, cancel it, or fork it from an earlier moment.",
});

function inputObstacles({ input }: RunState, { document, number }: MoveTarget): readonly MoveObstacle[] {
  const broken = validateInput(input, document).filter(({ severity }) => severity === "error");
  return broken.map(({ message }) => ({
    code: "invalidInput",
    message: `What the run began with does not fit version ${number}: ${message}`,
    fix: "Let it end on its version, or fork it from the start with another input.",
  }));
}
