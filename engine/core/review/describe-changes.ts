import { fieldName, type FieldChange } from "../edit/diff-fields.ts";
import { diffFlows, type DiffSide, type EdgeChange, type NodeChange } from "../edit/diff-flows.ts";
import type { JsonValue } from "../json.ts";

const LONGEST_VALUE = 60;

export interface DescribedChange {
  /** Names the change within this comparison: `node price config.expression`. What is said about a change names it. */
  readonly key: string;
  /** One sentence. */
  readonly text: string;
}

/** What differs between two versions, one sentence per change, for somebody who does not read flows as text. */
export function describeChanges(before: DiffSide | undefined, after: DiffSide): readonly DescribedChange[] {
  if (!before) return [{ key: "flow", text: `This is the first version. It has ${after.document.nodes.length} nodes.` }];
  const diff = diffFlows(before, after);
  const labels = new Map([...before.document.nodes, ...after.document.nodes].map(({ id, name }) => [id, name ?? id]));
  const named = (nodeId: string): string => `“${labels.get(nodeId) ?? nodeId}”`;
  return [
    ...diff.settings.map((field) => ({ key: `setting ${fieldName(field.path)}`, text: `Setting ${fieldText(field)}` })),
    ...diff.nodes.flatMap(nodeChanges),
    ...diff.edges.map((edge) => ({ key: edgeKey(edge), text: edgeText(edge, named) })),
    ...diff.reordered.map((id) => ({ key: `undo ${id}`, text: `The undo steps of ${named(id)} run in another order.` })),
  ];
}

function nodeChanges({ change, nodeId, kind, label, fields }: NodeChange): readonly DescribedChange[] {
  if (change === "added") return [{ key: `node ${nodeId}`, text: `“${label}” (${kind}) is new.` }];
  if (change === "removed") return [{ key: `gone ${nodeId}`, text: `“${label}” (${kind}) is gone.` }];
  return fields.map((field) => ({
    key: `node ${nodeId} ${fieldName(field.path)}`,
    text: `“${label}”: ${fieldText(field)}`,
  }));
}

const edgeKey = ({ change, from, to, kind, port = "" }: EdgeChange): string => `edge ${change} ${from}.${port}>${to} ${kind}`;

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
