import { fieldName, type FieldChange } from "../core/edit/diff-fields.ts";
import type { Change, EdgeChange, FlowDiff, NodeChange, NodeMove } from "../core/edit/diff-flows.ts";
import type { JsonValue } from "../core/json.ts";

const MARKS: Readonly<Record<Change, string>> = { added: "+", removed: "-", changed: "~" };
const LONGEST_VALUE = 200;

/** A difference as lines for people: `+`, `-` and `~` at the front, old and new values below what they belong to. */
export function flowDiffLines(diff: FlowDiff, { moves }: { readonly moves: boolean }): readonly string[] {
  return [
    ...diff.settings.flatMap((field) => fieldLines(field, "", "setting ")),
    ...diff.nodes.flatMap(nodeLines),
    ...diff.edges.flatMap(edgeLines),
    ...diff.reordered.map((nodeId) => `~ undo of ${nodeId}: its compensations run in another order`),
    ...(moves ? diff.moved.map(moveLine) : []),
  ];
}

function nodeLines({ change, nodeId, kind, label, fields }: NodeChange): readonly string[] {
  const name = label === nodeId ? nodeId : `${nodeId} “${label}”`;
  return [`${MARKS[change]} node ${name} (${kind})`, ...fields.flatMap((field) => fieldLines(field, "  ", ""))];
}

function edgeLines({ change, from, to, port, kind, fields }: EdgeChange): readonly string[] {
  const way = `${from}${port === undefined ? "" : `.${port}`} → ${to}`;
  const sort = kind === "flow" ? "" : ` (${kind})`;
  return [`${MARKS[change]} edge ${way}${sort}`, ...fields.flatMap((field) => fieldLines(field, "  ", ""))];
}

function fieldLines({ path, before, after }: FieldChange, indent: string, what: string): readonly string[] {
  const name = `${what}${fieldName(path)}`;
  if (before === undefined) return [`${indent}+ ${name}: ${valueText(after)}`];
  if (after === undefined) return [`${indent}- ${name}: ${valueText(before)}`];
  return [`${indent}~ ${name}`, `${indent}    old: ${valueText(before)}`, `${indent}    new: ${valueText(after)}`];
}

const moveLine = ({ nodeId, from, to }: NodeMove): string => `↔ node ${nodeId}: from ${from.x}, ${from.y} to ${to.x}, ${to.y}`;

function valueText(value: JsonValue | undefined): string {
  const text = JSON.stringify(value);
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
}
