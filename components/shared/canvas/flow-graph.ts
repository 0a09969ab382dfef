import dagre from "@dagrejs/dagre";
import { edgeKind, type EdgeKind, type FlowDocument, type FlowEdge, type FlowNode } from "#engine/core/flow/flow-document.ts";
import type { FlowLayout } from "#engine/core/flow/layout.ts";
import {
  ERROR_PORT,
  type NodeCategory,
  type NodeDefinition,
  type NodeDefinitions,
  type PortSpec,
} from "#engine/core/node-definition.ts";
import { sidesOf, type EdgeSides } from "./edge-sides.ts";

/**
 * A flow as the canvas draws it: document and layout in, boxes and lines out. Pure, and free of React Flow, so that the
 * run page, the flow page and tests read the same graph. Positions come from `layout.json`; without them, dagre places
 * the boxes left to right.
 */
export interface FlowGraph {
  /** In reading order: from left to right, then from top to bottom. Also the order of the Tab key. */
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
  readonly x: number;
  readonly y: number;
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
  const boxes = document.nodes.map((node) => describeNode(node, document.edges, definitions));
  const ports = new Map(boxes.map((box) => [box.id, box.outputs]));
  const lines = document.edges.map((edge) => describeEdge(edge, ports.get(edge.from) ?? []));
  const positions = completePositions(boxes, lines, layout);
  const placed = boxes.map(({ outputs: _outputs, ...box }) => ({
    ...box,
    ...positions.get(box.id)!,
    ports: orderPorts(box, lines, positions),
  }));
  const edges = lines.map((line) => ({ ...line, sides: sidesOf(line, placed, lines, NODE_WIDTH) }));
  const nodes = placed.map((node) => ({
    ...node,
    hasLineIn: edges.some(({ to, sides }) => to === node.id && sides.enters === "left"),
    hasLineOut: edges.some(({ from, sides }) => from === node.id && sides.leaves === "right"),
  }));
  return { nodes: nodes.sort((a, b) => a.x - b.x || a.y - b.y), edges };
}

/** The highest target first; an output that leads nowhere comes last. */
function orderPorts(
  { id, ports }: Pick<Box, "id" | "ports">,
  lines: readonly Line[],
  positions: ReadonlyMap<string, Position>,
): readonly PortSpec[] {
  const height = ({ name }: PortSpec): number => {
    const line = lines.find(({ from, port, kind }) => from === id && port === name && kind === "flow");
    return (line && positions.get(line.to)?.y) ?? Infinity;
  };
  return ports.toSorted((a, b) => (height(a) === height(b) ? 0 : height(a) - height(b)));
}

type Line = Omit<GraphEdge, "sides">;

type Box = Omit<GraphNode, "x" | "y" | "hasLineIn" | "hasLineOut"> & { readonly outputs: readonly PortSpec[] };

function describeNode(node: FlowNode, edges: readonly FlowEdge[], definitions: NodeDefinitions): Box {
  const { outputs, ...look } = describeKind(node, definitions.get(node.kind));
  const ports = outputs.length > 1 ? outputs : [];
  return {
    id: node.id,
    kind: node.kind,
    label: node.name ?? node.id,
    ...look,
    ports,
    defaultPort: outputs[0]?.name,
    outputs,
    hasErrorEdge: edges.some((edge) => edge.from === node.id && edgeKind(edge) === "error"),
    height: HEADER_HEIGHT + (ports.length === 0 ? 0 : ports.length * PORT_HEIGHT + 8),
  };
}

type KindLook = Pick<Box, "kindTitle" | "category" | "icon" | "hasInput" | "summary" | "outputs">;

/** A kind this version does not know, or a config it cannot read, still gets a box: an older run may hold one. */
function describeKind(node: FlowNode, definition: NodeDefinition | undefined): KindLook {
  if (!definition)
    return { kindTitle: node.kind, category: "control", icon: "box", hasInput: true, summary: node.kind, outputs: [] };
  const { title: kindTitle, category, icon } = definition;
  const config = definition.config.safeParse(node.config ?? {});
  const known = config.success
    ? { summary: definition.summarize(config.data), outputs: definition.ports(config.data) }
    : { summary: node.kind, outputs: [] };
  return { kindTitle, category, icon, hasInput: category !== "trigger", ...known };
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

type Position = Pick<GraphNode, "x" | "y">;

/** Boxes without a saved position get the place dagre gives them; all of them when nothing was saved. */
function completePositions(boxes: readonly Box[], edges: readonly Line[], layout: FlowLayout | undefined): Map<string, Position> {
  const saved = layout?.positions ?? {};
  const positions = new Map<string, Position>();
  const computed = boxes.every(({ id }) => saved[id]) ? undefined : arrange(boxes, edges);
  for (const { id } of boxes) positions.set(id, saved[id] ?? computed?.get(id) ?? { x: 0, y: 0 });
  return positions;
}

function arrange(boxes: readonly Box[], edges: readonly Line[]): Map<string, Position> {
  const graph = new dagre.graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: "LR", nodesep: 44, ranksep: 88 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id, height } of boxes) graph.setNode(id, { width: NODE_WIDTH, height });
  for (const { id, from, to, kind } of edges) graph.setEdge(from, to, { weight: kind === "flow" ? 3 : 1 }, id);
  dagre.layout(graph);
  return new Map(
    boxes.map(({ id, height }) => {
      const { x = 0, y = 0 } = graph.node(id) as Partial<Position>;
      return [id, { x: Math.round(x - NODE_WIDTH / 2), y: Math.round(y - height / 2) }];
    }),
  );
}
