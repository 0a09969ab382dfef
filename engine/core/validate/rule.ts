import { edgeKind, type FlowDocument, type FlowEdge, type FlowNode } from "../flow/flow-document.ts";
import type { JsonObject } from "../json.ts";
import type { NodeDefinition, NodeDefinitions, PortSpec } from "../node-definition.ts";
import type { Problem, ProblemCode } from "../problem.ts";

/** One thing that can be wrong with a flow. Each rule has its own file and knows nothing of the others. */
export interface Rule {
  readonly codes: readonly ProblemCode[];
  check(context: RuleContext): Problem[];
}

export interface NodeEntry {
  readonly node: FlowNode;
  /** Place in `document.nodes`. */
  readonly index: number;
  /** Absent when the kind is unknown. */
  readonly definition?: NodeDefinition;
  readonly config: JsonObject;
  /** Named outputs; absent when the kind is unknown or the config does not fit it. */
  readonly ports?: readonly PortSpec[];
}

export interface EdgeEntry {
  readonly edge: FlowEdge;
  /** Place in `document.edges`. */
  readonly index: number;
  readonly kind: ReturnType<typeof edgeKind>;
  /** Absent when the end does not exist. */
  readonly from?: NodeEntry;
  readonly to?: NodeEntry;
}

/** The document with its names looked up once, for all rules. */
export interface RuleContext {
  readonly document: FlowDocument;
  readonly definitions: NodeDefinitions;
  readonly nodes: readonly NodeEntry[];
  /** The first node of each id. */
  readonly byId: ReadonlyMap<string, NodeEntry>;
  readonly edges: readonly EdgeEntry[];
  /** Edges whose ends both exist. */
  readonly connected: readonly ConnectedEdge[];
}

export type ConnectedEdge = EdgeEntry & { readonly from: NodeEntry; readonly to: NodeEntry };

export function makeContext(document: FlowDocument, definitions: NodeDefinitions): RuleContext {
  const nodes = document.nodes.map((node, index) => nodeEntry(node, index, definitions));
  const byId = new Map<string, NodeEntry>();
  for (const entry of nodes) if (!byId.has(entry.node.id)) byId.set(entry.node.id, entry);
  const edges = document.edges.map((edge, index) => edgeEntry(edge, index, byId));
  return { document, definitions, nodes, byId, edges, connected: edges.filter(isConnected) };
}

const isConnected = (entry: EdgeEntry): entry is ConnectedEdge => entry.from !== undefined && entry.to !== undefined;

function nodeEntry(node: FlowNode, index: number, definitions: NodeDefinitions): NodeEntry {
  const config = node.config ?? {};
  const definition = definitions.get(node.kind);
  if (definition === undefined) return { node, index, config };
  const parsed = definition.config.safeParse(config);
  return { node, index, definition, config, ...(parsed.success ? { ports: definition.ports(parsed.data) } : {}) };
}

function edgeEntry(edge: FlowEdge, index: number, byId: ReadonlyMap<string, NodeEntry>): EdgeEntry {
  const from = byId.get(edge.from);
  const to = byId.get(edge.to);
  return { edge, index, kind: edgeKind(edge), ...(from ? { from } : {}), ...(to ? { to } : {}) };
}

/** `Node "Charge the card" (charge)`, or `Node "charge"` when it has no name. */
export function nodeLabel({ id, name }: FlowNode): string {
  return name === undefined || name === id ? `Node "${id}"` : `Node "${name}" (${id})`;
}

type Said = Pick<Problem, "code" | "message" | "fix"> & Partial<Pick<Problem, "severity" | "suggestion">>;

/** For the name that was probably meant, if any. */
export const suggesting = (suggestion: string | undefined) => (suggestion === undefined ? {} : { suggestion });

export function nodeProblem(entry: NodeEntry, said: Said, pointer = ""): Problem {
  return { severity: "error", ...said, path: `/nodes/${entry.index}${pointer}`, nodeId: entry.node.id };
}

/** A problem of an edge; it also marks the node the edge starts from, where there is one. */
export function edgeProblem(entry: EdgeEntry, said: Said, pointer = ""): Problem {
  const owner = entry.from ?? entry.to;
  return { severity: "error", ...said, path: `/edges/${entry.index}${pointer}`, ...(owner ? { nodeId: owner.node.id } : {}) };
}
