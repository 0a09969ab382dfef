import type { FlowEdge, FlowNode } from "../flow/flow-document.ts";
import { isJsonObject, type JsonValue } from "../json.ts";
import { EditBuilder } from "./edit-builder.ts";
import { edgeIndex } from "./edge-ref.ts";
import type { FlowDraft } from "./flow-draft.ts";
import type { Operation, Path } from "./operation.ts";

/**
 * The operations that lead from one draft to another, field by field, so that they merge well with what others do. Made
 * for whole replacements: taking over a version that was deployed elsewhere, and throwing away what is not published.
 */
export function diffDrafts(from: FlowDraft, to: FlowDraft): readonly Operation[] {
  const builder = new EditBuilder(from);
  removeGone(builder, to);
  to.document.nodes.forEach((node, index) => bringNode(builder, node, index));
  to.document.edges.forEach((edge, index) => bringEdge(builder, edge, index));
  const { nodes: _nodes, edges: _edges, omnilink: _version, id: _id, ...fields } = to.document;
  const { nodes: _n, edges: _e, omnilink: _v, id: _i, ...old } = from.document;
  setMembers(old, fields, [], (path, value) => builder.setFlow(path, value));
  setMembers(from.layout, to.layout, [], (path, value) => builder.setLayout(path, value));
  for (const id of new Set([...Object.keys(from.samples), ...Object.keys(to.samples)])) builder.setSample(id, to.samples[id]);
  return builder.operations;
}

function removeGone(builder: EditBuilder, { document: { nodes, edges } }: FlowDraft): void {
  for (const edge of edgesToRemove(builder.draft.document.edges, edges)) builder.removeEdge(edge);
  const wanted = new Set(nodes.map(({ id }) => id));
  for (const { id } of [...builder.draft.document.nodes]) {
    if (wanted.has(id)) continue;
    for (const edge of [...builder.draft.document.edges]) if (edge.from === id || edge.to === id) builder.removeEdge(edge);
    builder.removeNode(id);
  }
}

/** The order of edges means something, so where it changed, all of them are drawn again. */
function edgesToRemove(before: readonly FlowEdge[], after: readonly FlowEdge[]): readonly FlowEdge[] {
  const places = before.map((edge) => edgeIndex(after, edge));
  const kept = places.filter((place) => place !== -1);
  const isInOrder = kept.every((place, index) => index === 0 || kept[index - 1]! < place);
  return isInOrder ? before.filter((_, index) => places[index] === -1) : [...before];
}

function bringNode(builder: EditBuilder, node: FlowNode, index: number): void {
  const { nodes } = builder.draft.document;
  const found = nodes.find(({ id }) => id === node.id);
  if (!found) builder.insertNode(node, index);
  else setMembers(found, node, [], (path, value) => builder.setNode(node.id, path, value));
}

function bringEdge(builder: EditBuilder, edge: FlowEdge, index: number): void {
  const found = builder.draft.document.edges[edgeIndex(builder.draft.document.edges, edge)];
  if (!found) builder.insertEdge(edge, index);
  else setMembers(found, edge, [], (path, value) => builder.setEdge(edge, path, value));
}

/** Objects are compared member by member; lists and other values are replaced as a whole. */
function setMembers(
  before: JsonValue | undefined,
  after: JsonValue | undefined,
  path: Path,
  set: (path: Path, value: JsonValue | undefined) => void,
): void {
  if (!isJsonObject(before) || !isJsonObject(after)) {
    set(path, after);
    return;
  }
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)]))
    setMembers(before[key], after[key], [...path, key], set);
}
