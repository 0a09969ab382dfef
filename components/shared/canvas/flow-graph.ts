import { edgeKind, type EdgeKind, type FlowDocument, type FlowEdge, type FlowNode } from "#engine/core/flow/flow-document.ts";
import { nodePorts } from "#engine/core/edit/node-ports.ts";
import type { FlowLayout } from "#engine/core/flow/layout.ts";
import { ERROR_PORT, type NodeCategory, type NodeDefinitions, type PortSpec } from "#engine/core/node-definition.ts";
import { arrange, type Arrangement, type Place } from "./arrange.ts";
import { sidesOf, type EdgeSides } from "./edge-sides.ts";
import { neighborsInWords } from "./neighbor-words.ts";
import { childrenOf, containersAround, readTree, type Tree } from "./node-tree.ts";
import { undoOrder } from "./undo-order.ts";

/**
 * A flow as the canvas draws it: document and layout in, boxes and lines out. Pure, and free of React Flow, so that the
 * run page, the flow page and tests read the same graph. Positions come from `layout.json`; without them, the boxes are
 * placed from left to right. A container is a box around the boxes of its body.
 */
export interface FlowGraph {
  /** In reading order: from left to right, then from top to bottom, what is inside a container right after it. Also the order of Tab. */
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

export interface GraphNode {
  readonly id: string;
  readonly kind: string;
  readonly kindTitle: string;
  readonly category: NodeCategory;
  readonly icon: string;
  readonly label: string;
  readonly summary: string;
  /** Outputs shown on the card, ordered by where they lead so that lines do not cross; a kind with a single one shows none. */
  readonly ports: readonly PortSpec[];
  /** The output a step leaves by when it names none. */
  readonly defaultPort: string | undefined;
  readonly hasErrorEdge: boolean;
  readonly hasInput: boolean;
  /** Whether a line comes in at the left, and whether one goes out at the right. */
  readonly hasLineIn: boolean;
  readonly hasLineOut: boolean;
  /** Outputs that a flow edge leaves from. */
  readonly usedPorts: readonly string[];
  /** The container whose body this is in, and what people call the containers around it, innermost first. */
  readonly parent: string | undefined;
  readonly inside: readonly string[];
  readonly isContainer: boolean;
  /** What comes before and after it, in words. */
  readonly neighbors: string;
  /** `pivot`: the point of no return; `undo`: it runs only to undo another step. */
  readonly undoRole?: "pivot" | "undo";
  /** From the corner of the whole flow. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface GraphEdge {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly kind: EdgeKind;
  /** The output it leaves from; `error` for error edges, `undo` for compensations. */
  readonly port: string;
  /** Shown near the source; absent for the only output of a node. */
  readonly label?: string;
  /** Of a compensation: its place in the order of undoing when the whole flow is taken back, from 1. */
  readonly undoNumber?: number;
  readonly sides: EdgeSides;
}

export const NODE_WIDTH = 232;
export const UNDO_PORT = "undo";
/** Id of the anchor at the lower edge of a card, for flow edges that leave downwards. */
export const BOTTOM_ANCHOR = "bottom";
const HEADER_HEIGHT = 58;
const PORT_HEIGHT = 22;

/** Distance of a port's row from the top of its card. */
export const portTop = (index: number): number => HEADER_HEIGHT - 2 + index * PORT_HEIGHT;

export function buildFlowGraph(document: FlowDocument, layout: FlowLayout | undefined, definitions: NodeDefinitions): FlowGraph {
  const tree = readTree(document);
  const boxes = document.nodes.map((node) => describeNode(node, document.edges, definitions, tree));
  const byId = new Map(boxes.map((box) => [box.id, box]));
  const lines = document.edges.map((edge) => describeEdge(edge, byId.get(edge.from)?.outputs ?? []));
  const cards = new Map(boxes.map(({ id, height }) => [id, { width: NODE_WIDTH, height }]));
  const isContainer = (id: string): boolean => byId.get(id)?.isContainer ?? false;
  const arrangement = arrange(tree, cards, isContainer, lines, layout?.positions ?? {});
  const placed = boxes.map((box) => place(box, lines, arrangement, byId));
  const unordered = new Set(document.nodes.flatMap((node) => (isUndoneUnordered(node, definitions) ? [node.id] : [])));
  const edges = routeEdges(numberUndo(lines, tree, boxes, unordered), placed);
  return { nodes: inReadingOrder(markLines(placed, edges), tree), edges };
}

type PlacedBox = Omit<GraphNode, "hasLineIn" | "hasLineOut" | "usedPorts" | "neighbors">;

function place(
  { outputs: _outputs, around, ...box }: Box,
  lines: readonly Line[],
  { places, sizes }: Arrangement,
  byId: ReadonlyMap<string, Box>,
): PlacedBox {
  const inside = around.map((id) => byId.get(id)!.label);
  return { ...box, ...places.get(box.id)!, ...sizes.get(box.id)!, inside, ports: orderPorts(box, lines, places) };
}

/** A line is routed among the boxes of its own body. */
function routeEdges(lines: readonly Line[], boxes: readonly PlacedBox[]): readonly GraphEdge[] {
  const parents = new Map(boxes.map(({ id, parent }) => [id, parent]));
  const siblings = Map.groupBy(boxes, ({ parent }) => parent);
  const linesOf = Map.groupBy(lines, ({ from }) => from);
  return lines.map((line) => ({
    ...line,
    sides: sidesOf(line, siblings.get(parents.get(line.from)) ?? [], linesOf.get(line.from) ?? []),
  }));
}

/** A container without turns whose steps are undone side by side; the turns of others keep an order of their own. */
function isUndoneUnordered({ kind, config = {} }: FlowNode, definitions: NodeDefinitions): boolean {
  const definition = definitions.get(kind);
  if (!definition?.undoConcurrency || definition.turns) return false;
  const read = definition.config.safeParse(config);
  return read.success && (definition.undoConcurrency(read.data) ?? 1) > 1;
}

function numberUndo(lines: readonly Line[], tree: Tree, boxes: readonly Box[], unordered: ReadonlySet<string>): readonly Line[] {
  const pivots = new Set(boxes.flatMap(({ id, undoRole }) => (undoRole === "pivot" ? [id] : [])));
  const order = undoOrder(lines, tree, pivots, unordered);
  return order.size === 0
    ? lines
    : lines.map((line) => (line.kind === "compensation" ? { ...line, undoNumber: order.get(line.from)! } : line));
}

function markLines(boxes: readonly PlacedBox[], edges: readonly GraphEdge[]): readonly GraphNode[] {
  const entered = new Set(edges.flatMap(({ to, sides }) => (sides.enters === "left" ? [to] : [])));
  const left = new Set(edges.flatMap(({ from, sides }) => (sides.leaves === "right" ? [from] : [])));
  const portsUsed = new Map<string, string[]>();
  for (const { from, port, kind } of edges) if (kind === "flow") portsUsed.set(from, [...(portsUsed.get(from) ?? []), port]);
  const labels = new Map(boxes.map(({ id, label }) => [id, label]));
  const arriving = Map.groupBy(edges, ({ to }) => to);
  const leaving = Map.groupBy(edges, ({ from }) => from);
  return boxes.map((box) => ({
    ...box,
    neighbors: neighborsInWords(labels, arriving.get(box.id) ?? [], leaving.get(box.id) ?? []),
    hasLineIn: entered.has(box.id),
    hasLineOut: left.has(box.id),
    usedPorts: [...new Set(portsUsed.get(box.id))].toSorted(),
  }));
}

function inReadingOrder(nodes: readonly GraphNode[], tree: Tree): readonly GraphNode[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const read = (container: string | undefined): readonly GraphNode[] =>
    childrenOf(tree, container)
      .map((id) => byId.get(id)!)
      .sort((a, b) => a.x - b.x || a.y - b.y)
      .flatMap((node) => [node, ...read(node.id)]);
  return read(undefined);
}

/** The highest target first; an output that leads nowhere comes last. */
function orderPorts(
  { id, ports }: Pick<Box, "id" | "ports">,
  lines: readonly Line[],
  positions: ReadonlyMap<string, Place>,
): readonly PortSpec[] {
  const height = ({ name }: PortSpec): number => {
    const line = lines.find(({ from, port, kind }) => from === id && port === name && kind === "flow");
    return (line && positions.get(line.to)?.y) ?? Infinity;
  };
  return ports.toSorted((a, b) => (height(a) === height(b) ? 0 : height(a) - height(b)));
}

type Line = Omit<GraphEdge, "sides">;

type Box = Omit<PlacedBox, "x" | "y" | "width" | "inside"> & {
  readonly outputs: readonly PortSpec[];
  /** Ids of the containers around it. */
  readonly around: readonly string[];
};

function describeNode(node: FlowNode, edges: readonly FlowEdge[], definitions: NodeDefinitions, tree: Tree): Box {
  const definition = definitions.get(node.kind);
  const { outputs, ...look } = describeKind(node, definitions);
  const ports = outputs.length > 1 ? outputs : [];
  return {
    id: node.id,
    kind: node.kind,
    label: node.name ?? node.id,
    ...look,
    ports,
    defaultPort: outputs[0]?.name,
    outputs,
    around: containersAround(tree, node.id),
    parent: tree.parents.get(node.id),
    isContainer: definition?.behavior === "container" || childrenOf(tree, node.id).length > 0,
    hasErrorEdge: edges.some((edge) => edge.from === node.id && edgeKind(edge) === "error"),
    ...undoRoleOf(node, edges),
    height: HEADER_HEIGHT + (ports.length === 0 ? 0 : ports.length * PORT_HEIGHT + 8),
  };
}

function undoRoleOf({ id, pivot }: FlowNode, edges: readonly FlowEdge[]): Pick<GraphNode, "undoRole"> {
  if (pivot === true) return { undoRole: "pivot" };
  return edges.some((edge) => edge.to === id && edgeKind(edge) === "compensation") ? { undoRole: "undo" } : {};
}

type KindLook = Pick<Box, "kindTitle" | "category" | "icon" | "hasInput" | "summary" | "outputs">;

/** A kind this version does not know, or a config it cannot read, still gets a box: an older run may hold one. */
function describeKind(node: FlowNode, definitions: NodeDefinitions): KindLook {
  const definition = definitions.get(node.kind);
  if (!definition)
    return { kindTitle: node.kind, category: "control", icon: "box", hasInput: true, summary: node.kind, outputs: [] };
  const { title: kindTitle, category, icon } = definition;
  const config = definition.config.safeParse(node.config ?? {});
  const summary = config.success ? definition.summarize(config.data) : "To be set up";
  return { kindTitle, category, icon, hasInput: category !== "trigger", summary, outputs: nodePorts(node, definitions) ?? [] };
}

function describeEdge(edge: FlowEdge, outputs: readonly PortSpec[]): Line {
  const kind = edgeKind(edge);
  const port = kind === "error" ? ERROR_PORT : kind === "compensation" ? UNDO_PORT : (edge.port ?? outputs[0]?.name ?? "out");
  const spec = outputs.find(({ name }) => name === port);
  const label =
    kind === "flow" && outputs.length > 1
      ? (spec?.label ?? port)
      : kind === "flow"
        ? undefined
        : kind === "error"
          ? "on error"
          : "undo";
  return {
    id: `${edge.from}.${port}>${edge.to}`,
    from: edge.from,
    to: edge.to,
    kind,
    port,
    ...(label === undefined ? {} : { label }),
  };
}
