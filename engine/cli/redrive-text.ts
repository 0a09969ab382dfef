import type { RedrivePreview, StepRef } from "../core/machine/redrive-preview.ts";
import type { RedrivePlan } from "../runtime/run-operations.ts";
import { colors, say } from "./terminal.ts";
import type { NodeLabels } from "./trace-view.ts";

/** The preview of a redrive, for people: to stderr. */
export function sayRedrivePlan({ mode, version, preview, notes, problems }: RedrivePlan, labels: NodeLabels): void {
  if (preview) {
    say(colors.bold(`${mode === "fork" ? "Fork" : "Back to"} event ${preview.toSeq}, version ${version}`));
    for (const [title, lines] of sections(preview, labels)) if (lines.length > 0) saySection(title, lines);
  }
  for (const note of notes) say(`${colors.dim("·")} ${note}`);
  for (const { severity, message, fix } of problems) {
    say(`${severity === "error" ? colors.red("✗") : colors.yellow("!")} ${message}`);
    say(`  ${colors.cyan("→")} ${fix}`);
  }
}

const MOST_LINES = 20;

function saySection(title: string, lines: readonly string[]): void {
  say(`  ${title}`);
  for (const line of lines.slice(0, MOST_LINES)) say(`    ${line}`);
  if (lines.length > MOST_LINES) say(colors.dim(`    and ${lines.length - MOST_LINES} more`));
}

function sections({ reused, repeated, called }: RedrivePreview, labels: NodeLabels): [string, readonly string[]][] {
  const name = ({ nodeId, visit, item }: StepRef): string =>
    `${labels.get(nodeId) ?? nodeId}${item === undefined ? "" : ` [${item}]`}${visit > 1 ? ` (visit ${visit})` : ""}`;
  return [
    ["used again, nothing is called", reused.map(name)],
    ["done again", repeated.map((step) => `${name(step)}${repeatNote(step)}`)],
    ["may be called outside", called.map(({ nodeId, effect }) => `${labels.get(nodeId) ?? nodeId} (${effect})`)],
  ];
}

function repeatNote({ effect, undone }: RedrivePreview["repeated"][number]): string {
  if (undone) return "  it was undone";
  return effect === undefined ? "" : `  ${colors.yellow("a second effect")} (${effect})`;
}
