import { count, countRuns } from "../core/count.ts";
import type { CancelOutcome, MoveOutcome, MovePlan, PlannedMove } from "../runtime/open-runs.ts";
import { colors, say } from "./terminal.ts";

const MOST_LINES = 20;

/** What moving would do, run by run; what is asked for it, unless no run can be moved. */
export function sayMoves({ runs, version, open }: MovePlan): string | undefined {
  const ready = runs.filter(({ outcome }) => outcome === "moves");
  const looked = runs.length < open ? ` Only the oldest ${count(runs.length)} were looked at.` : "";
  say(`${count(ready.length)} of ${countRuns(open)} on other versions can move to version ${version}.${looked}`);
  sayLines(
    ready.map(
      ({ runId, again }) => `  ${colors.green("✓")} ${runId}${again.length === 0 ? "" : `  begins again: ${again.join(", ")}`}`,
    ),
  );
  sayLeft(runs.filter(({ outcome }) => outcome !== "moves"));
  return ready.length === 0 ? undefined : `move ${countRuns(ready.length)} to version ${version}`;
}

function sayLeft(left: readonly PlannedMove[]): void {
  const lineOf = ({ runId, outcome, obstacles }: PlannedMove): string => {
    const why = obstacles.map(({ message }) => message).join(" ");
    return `  ${outcome === "busy" ? colors.yellow("…") : colors.red("✗")} ${runId}  ${why} ${colors.dim(obstacles[0]?.fix ?? "")}`;
  };
  sayLines(left.map(lineOf));
}

export function sayCancels({ runs, open }: MovePlan): string {
  sayLines(runs.map(({ runId, version, status }) => `  ${runId}  version ${version}, ${status.replaceAll("_", " ")}`));
  return `cancel ${countRuns(open)} and undo what they did`;
}

export function sayMoved(outcome: MoveOutcome | undefined): MoveOutcome | undefined {
  if (!outcome) return undefined;
  const { moved, left, version, next } = outcome;
  say(`${colors.green("✓")} ${countRuns(moved.length)} moved to version ${version}.`);
  if (left.length > 0) say(`${countRuns(left.length)} ${left.length === 1 ? "stays" : "stay"} on another version.`);
  if (next !== undefined) say("There are more: repeat this.");
  return outcome;
}

export function sayCanceled(outcome: CancelOutcome | undefined): CancelOutcome | undefined {
  if (!outcome) return undefined;
  const { canceled, refused, next } = outcome;
  say(`${colors.green("✓")} Asked ${countRuns(canceled.length)} to end.`);
  sayLines(refused.map(({ runId, message }) => `  ${colors.red("✗")} ${runId}  ${message}`));
  if (next !== undefined) say("There are more: repeat this.");
  return outcome;
}

function sayLines(lines: readonly string[]): void {
  for (const line of lines.slice(0, MOST_LINES)) say(line);
  if (lines.length > MOST_LINES) say(colors.dim(`  and ${count(lines.length - MOST_LINES)} more`));
}
