import { fieldName, type FieldChange } from "../edit/diff-fields.ts";
import { diffFlows, type DiffSide, type EdgeChange, type NodeChange } from "../edit/diff-flows.ts";
import type { JsonValue } from "../json.ts";

const LONGEST_VALUE = 60;

/** What differs between two versions, one sentence per change, for somebody who does not read flows as text. */
export function describeChanges(before: DiffSide | undefined, after: DiffSide): readonly string[] {
  if (!before) return [`This is the first version. It has ${after.document.nodes.length} nodes.`];
  const diff = diffFlows(before, after);
  const labels = new Map([...before.document.nodes, ...after.document.nodes].map(({ id, name }) => [id, name ?? id]));
  const named = (nodeId: string): string => `“${labels.get(nodeId) ?? nodeId}”`;
  return [
    ...diff.settings.map((field) => `Setting ${fieldText(field)}`),
    ...diff.nodes.flatMap(nodeText),
    ...diff.edges.map((edge) => edgeText(edge, named)),
    ...diff.reordered.map((nodeId) => `The undo steps of ${named(nodeId)} run in another order.`),
  ];
}

function nodeText({ change, kind, label, fields }: NodeChange): readonly string[] {
  if (change === "added") return [`“${label}” (${kind}) is new.`];
  if (change === "removed") return [`“${label}” (${kind}) is gone.`];
  return fields.map((field) => `“${label}”: ${fieldText(field)}`);
}

function fieldText({ path, before, after }: FieldChange): string {
  const name = fieldName(path);
  if (before === undefined) return `${name} is new: ${valueText(after)}.`;
  if (after === undefined) return `${name} is gone; it was ${valueText(before)}.`;
  return `${name} was ${valueText(before)} and is now ${valueText(after)}.`;
}

const WAYS = { flow: "leads", error: "leads, when it fails,", compensation: "is undone by going" } as const;

function edgeText({ change, from, to, kind, port, fields }: EdgeChange, named: (nodeId: string) => string): string {
  const way = `${WAYS[kind]}${port === undefined || kind !== "flow" ? "" : `, at ${port},`} to ${named(to)}`;
  if (change === "added") return `${named(from)} now ${way}.`;
  if (change === "removed") return `${named(from)} no longer ${way}.`;
  return `The way from ${named(from)} to ${named(to)}: ${fields.map(fieldText).join(" ")}`;
}

function valueText(value: JsonValue | undefined): string {
  const text = JSON.stringify(value) ?? "";
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
}
