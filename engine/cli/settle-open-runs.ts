import { userInfo } from "node:os";
import type { CancelOutcome, MoveOutcome, MovePlan, PlannedMove } from "../runtime/open-runs.ts";
import { askYesNo } from "./ask-yes-no.ts";
import type { EngineSession } from "./engine-session.ts";
import { colors, say } from "./terminal.ts";

/** What is to become of runs that are under way on older versions. */
export const openRunsChoices = ["keep", "move", "cancel"] as const;
export type OpenRunsChoice = (typeof openRunsChoices)[number];

interface Order {
  readonly flowId: string;
  readonly environment?: string;
  readonly what: OpenRunsChoice;
  /** Does not ask. */
  readonly yes: boolean;
}

const MOST_RUNS = 10_000;
const MOST_LINES = 20;

/** Shows the open runs of older versions, asks, and moves or cancels them. `undefined` when nothing was done. */
export async function settleOpenRuns(
  session: EngineSession,
  { flowId, environment, what, yes }: Order,
): Promise<MoveOutcome | CancelOutcome | undefined> {
  const { engine, orgId } = session;
  const request = { orgId, flowId, limit: MOST_RUNS, ...(environment === undefined ? {} : { environment }) };
  const plan = what === "keep" ? undefined : await engine.runs.previewMove(request);
  if (!plan) return undefined;
  if (plan.runs.length === 0) {
    say("No run is open on an older version.");
    return undefined;
  }
  const question = what === "move" ? sayMoves(plan) : sayCancels(plan);
  if (question === undefined) return undefined;
  if (!yes && !(await askYesNo(question))) {
    say("The open runs stay as they are.");
    return undefined;
  }
  await session.ensureWorker();
  const order = { ...request, by: userInfo().username, reason: `deployed version ${plan.version}` };
  return what === "move"
    ? sayMoved(await engine.runs.moveOpenRuns(order))
    : sayCanceled(await engine.runs.cancelOlderRuns(order));
}

function sayMoves({ runs, version }: MovePlan): string | undefined {
  const ready = runs.filter(({ outcome }) => outcome === "moves");
  say(`${countRuns(ready.length)} of ${runs.length} on older versions can move to version ${version}.`);
  sayLines(
    ready.map(
      ({ runId, again }) => `  ${colors.green("✓")} ${runId}${again.length === 0 ? "" : `  begins again: ${again.join(", ")}`}`,
    ),
  );
  sayLeft(runs.filter(({ outcome }) => outcome !== "moves"));
  return ready.length === 0 ? undefined : `Move ${countRuns(ready.length)}?`;
}

function sayLeft(left: readonly PlannedMove[]): void {
  const lineOf = ({ runId, outcome, obstacles }: PlannedMove): string => {
    const why = obstacles.map(({ message }) => message).join(" ");
    return `  ${outcome === "busy" ? colors.yellow("…") : colors.red("✗")} ${runId}  ${why} ${colors.dim(obstacles[0]?.fix ?? "")}`;
  };
  sayLines(left.map(lineOf));
}

function sayCancels({ runs }: MovePlan): string {
  sayLines(runs.map(({ runId, version, status }) => `  ${runId}  version ${version}, ${status.replaceAll("_", " ")}`));
  return `Cancel ${countRuns(runs.length)} and undo what they did?`;
}

function sayMoved(outcome: MoveOutcome | undefined): MoveOutcome | undefined {
  if (!outcome) return undefined;
  const { moved, left, version } = outcome;
  say(`${colors.green("✓")} ${countRuns(moved.length)} moved to version ${version}.`);
  if (left.length > 0) say(`${countRuns(left.length)} ${left.length === 1 ? "stays" : "stay"} on an older version.`);
  return outcome;
}

function sayCanceled(outcome: CancelOutcome | undefined): CancelOutcome | undefined {
  if (!outcome) return undefined;
  const { canceled, refused } = outcome;
  say(`${colors.green("✓")} Asked ${countRuns(canceled.length)} to end.`);
  sayLines(refused.map(({ runId, message }) => `  ${colors.red("✗")} ${runId}  ${message}`));
  return outcome;
}

function sayLines(lines: readonly string[]): void {
  for (const line of lines.slice(0, MOST_LINES)) say(line);
  if (lines.length > MOST_LINES) say(colors.dim(`  and ${lines.length - MOST_LINES} more`));
}

const countRuns = (count: number): string => (count === 1 ? "1 run" : `${count} runs`);
