import type { FieldChange } from "#engine/core/edit/diff-fields.ts";
import type { Change, EdgeChange, FlowDiff, NodeChange, NodeMove } from "#engine/core/edit/diff-flows.ts";
import { edgeKind, type FlowDocument } from "#engine/core/flow/flow-document.ts";
import type { FlowGraph } from "#components/shared/canvas/flow-graph.ts";

export type ChangeSort = Change | "moved";

/** One entry of the list of changes, and where on the canvas it is. */
export interface ListedChange {
  readonly id: string;
  readonly sort: ChangeSort;
  readonly title: string;
  /** What sort of thing changed: "HTTP request", "Edge", "Setting of the flow". */
  readonly what: string;
  readonly fields: readonly FieldChange[];
  /** More than fields can say. */
  readonly note?: string;
  readonly nodeId?: string;
  readonly edgeId?: string;
}

/** Settings first, then nodes in the order of reading, each with the edges that leave it. */
export function listChanges(
  diff: FlowDiff,
  document: FlowDocument,
  graph: FlowGraph,
  withMoves: boolean,
): readonly ListedChange[] {
  const order = new Map(graph.nodes.map(({ id }, index) => [id, index]));
  const nameOf = (nodeId: string): string => graph.nodes.find(({ id }) => id === nodeId)?.label ?? nodeId;
  const placed = [
    ...diff.nodes.map((node) => ({ at: node.nodeId, change: nodeEntry(node, graph) })),
    ...diff.edges.map((edge) => ({ at: edge.from, change: edgeEntry(edge, document, graph, nameOf) })),
    ...diff.reordered.map((nodeId) => ({ at: nodeId, change: undoEntry(nodeId, nameOf) })),
    ...(withMoves ? diff.moved.map((move) => ({ at: move.nodeId, change: moveEntry(move) })) : []),
  ];
  const place = (nodeId: string): number => order.get(nodeId) ?? graph.nodes.length;
  return [
    ...diff.settings.map(settingEntry),
    ...placed.toSorted((a, b) => place(a.at) - place(b.at)).map(({ change }) => change),
  ];
}

function nodeEntry({ change, nodeId, kind, label, fields }: NodeChange, graph: FlowGraph): ListedChange {
  const what = graph.nodes.find(({ id }) => id === nodeId)?.kindTitle ?? kind;
  return { id: `node ${nodeId}`, sort: change, title: label, what, fields, nodeId };
}

function edgeEntry(edge: EdgeChange, document: FlowDocument, graph: FlowGraph, nameOf: (nodeId: string) => string): ListedChange {
  const { change, from, to, kind, port, fields } = edge;
  const index = document.edges.findIndex(
    (one) => one.from === from && one.to === to && edgeKind(one) === kind && one.port === port,
  );
  const edgeId = graph.edges[index]?.id;
  const what = kind === "flow" ? "Edge" : kind === "error" ? "Error edge" : "Compensation edge";
  const title = `${nameOf(from)} → ${nameOf(to)}`;
  return {
    id: `edge ${from}.${port ?? ""}>${to} ${kind}`,
    sort: change,
    title,
    what,
    fields,
    nodeId: from,
    ...(edgeId === undefined ? {} : { edgeId }),
  };
}

const undoEntry = (nodeId: string, nameOf: (nodeId: string) => string): ListedChange => ({
  id: `undo ${nodeId}`,
  sort: "changed",
  title: nameOf(nodeId),
  what: "Order of undoing",
  fields: [],
  note: "Its compensations run in another order.",
  nodeId,
});

const moveEntry = ({ nodeId, label, from, to }: NodeMove): ListedChange => ({
  id: `move ${nodeId}`,
  sort: "moved",
  title: label,
  what: "Place on the canvas",
  fields: [],
  note: `From ${from.x}, ${from.y} to ${to.x}, ${to.y}.`,
  nodeId,
});

function settingEntry(field: FieldChange): ListedChange {
  const sort = field.before === undefined ? "added" : field.after === undefined ? "removed" : "changed";
  return {
    id: `setting ${JSON.stringify(field.path)}`,
    sort,
    title: String(field.path[0]),
    what: "Setting of the flow",
    fields: [field],
  };
}
