import { edgeKind, type FlowDocument } from "#engine/core/flow/flow-document.ts";
import { ERROR_PORT, type NodeDefinitions } from "#engine/core/node-definition.ts";
import { containersAround, readTree } from "#components/shared/canvas/node-tree.ts";

/** What the fold of a run must know of its flow to tell when an item has come to its end. */
export interface FlowShape {
  /** The innermost for-each or loop around a node: its turns are what steps of the node are numbered by. */
  ownerOf(nodeId: string): string | undefined;
  /** Whether a node stands directly in a body; what is deeper is over before the container it is in. */
  isDirectlyIn(nodeId: string, container: string): boolean;
  /** How many nodes a turn of a body begins with. */
  entryCount(container: string): number;
  /** The nodes a step goes on to from a port; `""` is the default one, `error` the error edge. */
  next(nodeId: string, port: string): readonly string[];
  isJoin(nodeId: string): boolean;
  /** Whether a node undoes another: it is no part of a turn's way. */
  isUndo(nodeId: string): boolean;
}

const NONE: readonly string[] = [];

export function readFlowShape(document: FlowDocument, definitions: NodeDefinitions): FlowShape {
  const tree = readTree(document);
  const kinds = new Map(document.nodes.map(({ id, kind }) => [id, kind]));
  const repeats = (id: string): boolean =>
    definitions.get(kinds.get(id) ?? "")?.behavior === "container" && kinds.get(id) !== "block";
  const owners = new Map(document.nodes.map(({ id }) => [id, containersAround(tree, id).find(repeats)]));
  const undoing = new Set(document.edges.flatMap((edge) => (edgeKind(edge) === "compensation" ? [edge.to] : [])));
  const entered = new Set(document.edges.map(({ to }) => to));
  const defaults = new Map(document.nodes.map(({ id, kind, config }) => [id, defaultPort(definitions, kind, config ?? {})]));
  const ways = new Map<string, string[]>();
  for (const edge of document.edges) {
    const kind = edgeKind(edge);
    if (kind === "compensation") continue;
    const port =
      kind === "error" ? ERROR_PORT : edge.port === undefined || edge.port === defaults.get(edge.from) ? "" : edge.port;
    const way = `${edge.from}.${port}`;
    ways.set(way, [...(ways.get(way) ?? []), edge.to]);
  }
  return {
    ownerOf: (nodeId) => owners.get(nodeId),
    isDirectlyIn: (nodeId, container) => tree.parents.get(nodeId) === container,
    entryCount: (container) => (tree.children.get(container) ?? []).filter((id) => !entered.has(id)).length,
    next: (nodeId, port) => ways.get(`${nodeId}.${port === defaults.get(nodeId) ? "" : port}`) ?? NONE,
    isJoin: (nodeId) => kinds.get(nodeId) === "join",
    isUndo: (nodeId) => undoing.has(nodeId),
  };
}

function defaultPort(definitions: NodeDefinitions, kind: string, config: object): string | undefined {
  const definition = definitions.get(kind);
  const parsed = definition?.config.safeParse(config);
  return parsed?.success ? definition!.ports(parsed.data)[0]?.name : undefined;
}
