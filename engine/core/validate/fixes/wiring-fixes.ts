import { addNode } from "../../edit/commands/add-node.ts";
import { connect } from "../../edit/commands/connect.ts";
import { disconnect } from "../../edit/commands/disconnect.ts";
import { reconnect } from "../../edit/commands/reconnect.ts";
import { removeNodes } from "../../edit/commands/remove-nodes.ts";
import { edgeRef } from "../../edit/edge-ref.ts";
import { edgeKind, type FlowEdge, type FlowNode } from "../../flow/flow-document.ts";
import { ERROR_PORT, type NodeBehavior } from "../../node-definition.ts";
import { fix, fixBy, type Finding, type Fix, type Fixer } from "./fix.ts";

export const removeEdge: Fixer = ({ draft, edge }) => (edge ? [fix("Remove the edge", disconnect(draft, [edgeRef(edge)]))] : []);

export const removeNode: Fixer = ({ draft, definitions, node }) =>
  node ? [fix("Remove it", removeNodes(draft, definitions, [node.id]))] : [];

export const fixDanglingEdge: Fixer = (finding) => {
  const { draft, definitions, edge, problem, path } = finding;
  const end = path[0] === "from" ? "from" : "to";
  const meant = problem.suggestion;
  if (!edge) return [];
  const lead = meant === undefined ? undefined : reconnect(draft, definitions, edgeRef(edge), { [end]: meant });
  return [lead && fix(`${end === "from" ? "Start it from" : "Lead it to"} ${meant}`, lead), ...removeEdge(finding)];
};

export const fixPort: Fixer = (finding) => {
  const { draft, definitions, edge, problem } = finding;
  if (!edge) return [];
  const ref = edgeRef(edge);
  const kind = edgeKind(edge);
  if (kind !== "flow" && edge.port !== undefined)
    return [fix("Leave the port out", reconnect(draft, definitions, ref, { port: null })), ...removeEdge(finding)];
  const asError = edge.port === ERROR_PORT ? reconnect(draft, definitions, ref, { port: null, kind: "error" }) : undefined;
  const meant = problem.suggestion;
  const other = meant === undefined ? undefined : reconnect(draft, definitions, ref, { port: meant });
  return [asError && fix("Make it an error edge", asError), other && fix(`Use the port ${meant}`, other), ...removeEdge(finding)];
};

/** The edge that leads back: from a node that can be come to from the one the problem names. */
export const fixCycle: Fixer = ({ draft, problem }) => {
  const { edges } = draft.document;
  const forward = edges.filter((edge) => edgeKind(edge) !== "compensation");
  const reached = new Set([problem.nodeId]);
  for (const id of reached) for (const { from, to } of forward) if (from === id) reached.add(to);
  const back = forward.find(({ from, to }) => to === problem.nodeId && reached.has(from));
  return back ? [fix(`Remove the edge from ${back.from} to ${back.to}`, disconnect(draft, [edgeRef(back)]))] : [];
};

const behaviorOf = ({ definitions }: Finding, { kind }: FlowNode): NodeBehavior | undefined => definitions.get(kind)?.behavior;

/** A start of the first kind there is, leading to what has none. */
export const addTrigger: Fixer = ({ draft, definitions }) => {
  const kind = [...definitions.values()].find(({ behavior }) => behavior === "trigger");
  if (!kind) return [];
  const { nodes, edges } = draft.document;
  const first = nodes.find(({ id, parent }) => parent === undefined && !edges.some(({ to }) => to === id));
  const label = `Add ${kind.title.toLowerCase()}`;
  const at = first && draft.layout.positions[first.id];
  const position = at && { x: at.x - 320, y: at.y };
  const add = () => addNode(draft, definitions, { kind: kind.kind, ...(position ? { position } : {}) });
  if (!first) return [fix(label, add())];
  return [fixBy(label, draft, [add, (next, [id]) => connect(next, definitions, { from: id!, to: first.id })])];
};

/** From an end of the flow on the same level: the nearest one on the canvas that may lead here. */
export const fixUnreachable: Fixer = (finding) => [connectFromNearestEnd(finding), ...removeNode(finding)];

function connectFromNearestEnd(finding: Finding): Fix | undefined {
  const { draft, definitions, node } = finding;
  if (!node) return undefined;
  const { nodes, edges } = draft.document;
  const continued = new Set(edges.filter((edge) => edgeKind(edge) === "flow").map(({ from }) => from));
  const undoing = new Set(edges.filter((edge) => edgeKind(edge) === "compensation").map(({ to }) => to));
  const behind = reachableFrom(node.id, edges);
  const ends = nodes.filter(
    ({ id, parent }) => parent === node.parent && !continued.has(id) && !undoing.has(id) && !behind.has(id),
  );
  const candidates = ends
    .filter((end) => behaviorOf(finding, end) !== "stop")
    .toSorted((left, right) => distance(finding, left, node) - distance(finding, right, node));
  const fixes = candidates.map((end) =>
    fix(`Connect it behind ${end.name ?? end.id}`, connect(draft, definitions, { from: end.id, to: node.id })),
  );
  return fixes.find((each) => each !== undefined);
}

function reachableFrom(start: string, edges: readonly FlowEdge[]): ReadonlySet<string> {
  const reached = new Set([start]);
  for (const id of reached) for (const { from, to } of edges) if (from === id) reached.add(to);
  return reached;
}

function distance({ draft: { layout } }: Finding, one: FlowNode, other: FlowNode): number {
  const [from, to] = [layout.positions[one.id], layout.positions[other.id]];
  return from && to ? Math.hypot(from.x - to.x, from.y - to.y) : Number.MAX_VALUE;
}

export const putJoinBefore: Fixer = ({ draft, definitions, node }) => {
  const kind = [...definitions.values()].find(({ behavior }) => behavior === "join");
  if (!node || !kind) return [];
  const arriving = draft.document.edges.filter((edge) => edge.to === node.id && edgeKind(edge) !== "compensation");
  const at = draft.layout.positions[node.id];
  const position = at && { x: at.x - 160, y: at.y };
  const request = {
    kind: kind.kind,
    ...(position ? { position } : {}),
    ...(node.parent === undefined ? {} : { parent: node.parent }),
  };
  return [
    fixBy("Put a join before it", draft, [
      (next) => addNode(next, definitions, request),
      ...arriving.map(
        (edge) =>
          (next: typeof draft, [join]: readonly string[]) =>
            reconnect(next, definitions, edgeRef(edge), { to: join! }),
      ),
      (next, [join]) => connect(next, definitions, { from: join!, to: node.id }),
    ]),
  ];
};
