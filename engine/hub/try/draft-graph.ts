import { parseExpression } from "../../core/expression/parse-expression.ts";
import { listExpressions } from "../../core/expression/template.ts";
import { edgeKind, type FlowDocument, type FlowEdge, type FlowNode } from "../../core/flow/flow-document.ts";
import type { NodeDefinition, NodeDefinitions } from "../../core/node-definition.ts";

/**
 * A draft as tries cut it: who leads to whom, who is inside whom, who reads whose output. A draft may be wrong in any way,
 * so nothing here relies on a rule being kept: edges into nowhere are left out, and walks end in circles.
 */
export interface DraftGraph {
  readonly nodes: ReadonlyMap<string, FlowNode>;
  /** Flow and error edges whose ends exist and are in the same body. */
  readonly forward: readonly FlowEdge[];
  readonly compensations: readonly FlowEdge[];
  /** Ids in an order in which no node comes before one that leads to it, as far as there is such an order. */
  readonly order: readonly string[];
  definition(nodeId: string): NodeDefinition | undefined;
  parentOf(nodeId: string): string | undefined;
  /** Containers around a node, outermost first. */
  around(nodeId: string): readonly string[];
  /** All that is inside a container, at any depth. */
  inside(container: string): readonly string[];
  /** Nodes that can be come to from these by flow and error edges, these among them. */
  following(nodeIds: Iterable<string>): ReadonlySet<string>;
  leadingTo(nodeId: string): ReadonlySet<string>;
  reads(nodeId: string): Reads;
}

/** What the expressions of a node read. */
export interface Reads {
  readonly steps: readonly string[];
  readonly vars: boolean;
}

export function readDraft(document: FlowDocument, definitions: NodeDefinitions): DraftGraph {
  const nodes = new Map(document.nodes.map((node) => [node.id, node]));
  const parentOf = (id: string): string | undefined => {
    const parent = nodes.get(id)?.parent;
    return parent !== undefined && nodes.has(parent) ? parent : undefined;
  };
  const isUsable = ({ from, to }: FlowEdge): boolean => nodes.has(from) && nodes.has(to) && parentOf(from) === parentOf(to);
  const usable = document.edges.filter(isUsable);
  const forward = usable.filter((edge) => edgeKind(edge) !== "compensation");
  const outgoing = Map.groupBy(forward, ({ from }) => from);
  const incoming = Map.groupBy(forward, ({ to }) => to);
  const following = (ids: Iterable<string>): ReadonlySet<string> =>
    reached(ids, (id) => (outgoing.get(id) ?? []).map(({ to }) => to));
  const around = (id: string): readonly string[] => {
    const [, ...containers] = reached([id], (at) => parentOf(at) ?? []);
    return containers.reverse();
  };
  return {
    nodes,
    forward,
    compensations: usable.filter((edge) => edgeKind(edge) === "compensation"),
    order: topological([...nodes.keys()], outgoing, incoming),
    definition: (id) => definitions.get(nodes.get(id)?.kind ?? ""),
    parentOf,
    around,
    inside: (container) => [...nodes.keys()].filter((id) => id !== container && around(id).includes(container)),
    following,
    leadingTo: (id) => reached([id], (at) => (incoming.get(at) ?? []).map(({ from }) => from)),
    reads: (id) => readsOf(nodes.get(id), definitions),
  };
}

function reached(from: Iterable<string>, next: (id: string) => string | readonly string[]): Set<string> {
  const found = new Set(from);
  for (const id of found) for (const one of [next(id)].flat()) found.add(one);
  return found;
}

type EdgesByNode = ReadonlyMap<string, readonly FlowEdge[]>;

/** Kahn's algorithm in the order of the document; what is in a circle comes last. */
function topological(ids: readonly string[], outgoing: EdgesByNode, incoming: EdgesByNode): readonly string[] {
  const missing = new Map(ids.map((id) => [id, incoming.get(id)?.length ?? 0]));
  const order = new Set(ids.filter((id) => missing.get(id) === 0));
  for (const id of order) {
    for (const { to } of outgoing.get(id) ?? []) {
      missing.set(to, missing.get(to)! - 1);
      if (missing.get(to) === 0) order.add(to);
    }
  }
  return [...new Set([...order, ...ids])];
}

const NOTHING: Reads = { steps: [], vars: false };

function readsOf(node: FlowNode | undefined, definitions: NodeDefinitions): Reads {
  const definition = node && definitions.get(node.kind);
  if (!definition) return NOTHING;
  const parsed = listExpressions(node.config ?? {}, definition).map(({ source }) => parseExpression(source));
  const known = parsed.flatMap((result) => (result.ok ? [result.expression] : []));
  return {
    steps: [...new Set(known.flatMap(({ references }) => references))],
    vars: known.some(({ roots }) => roots.includes("vars") || roots.includes("*")),
  };
}
