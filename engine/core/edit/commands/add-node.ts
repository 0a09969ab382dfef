import type { EdgeKind, FlowEdge, FlowNode } from "../../flow/flow-document.ts";
import type { Place } from "../../flow/layout.ts";
import type { JsonObject } from "../../json.ts";
import type { NodeDefinition, NodeDefinitions } from "../../node-definition.ts";
import { refuse, type CommandResult } from "../command-result.ts";
import { completeEdge, whyNotConnect } from "../connection-rules.ts";
import { EditBuilder } from "../edit-builder.ts";
import { edgeIndex, type EdgeRef } from "../edge-ref.ts";
import type { FlowDraft } from "../flow-draft.ts";
import { freshId } from "../fresh-id.ts";
import { joinGroups } from "../layout-cleanup.ts";
import { nodePorts } from "../node-ports.ts";
import { noNode, titleById } from "../node-words.ts";
import { redrawEdge } from "../redraw-edge.ts";
import { whyNotInside } from "../body-rules.ts";

export interface AddNode {
  readonly kind: string;
  /** Relative to the container. Without it, the node stands behind the one it follows. */
  readonly position?: Place | undefined;
  /** The container whose body it belongs to; where it follows a node, that one's. */
  readonly parent?: string | undefined;
  readonly name?: string | undefined;
  readonly config?: JsonObject | undefined;
  /** The output it follows. */
  readonly from?:
    { readonly nodeId: string; readonly port?: string | undefined; readonly kind?: EdgeKind | undefined } | undefined;
  /** The edge it is put on: what leads in keeps the data of that edge. */
  readonly onEdge?: EdgeRef | undefined;
}

/** Distance from a node to the one that is added behind it. */
const STEP = 320;

export function addNode(draft: FlowDraft, definitions: NodeDefinitions, request: AddNode): CommandResult {
  const definition = definitions.get(request.kind);
  if (!definition) return refuse(`There is no kind of node "${request.kind}".`);
  const before = request.onEdge?.from ?? request.from?.nodeId;
  const neighbor = before === undefined ? undefined : draft.document.nodes.find(({ id }) => id === before);
  if (before !== undefined && !neighbor) return refuse(noNode(before));
  const parent = neighbor ? neighbor.parent : request.parent;
  const why = whyNotInside(draft.document, definitions, definition.behavior, parent);
  if (why !== undefined) return refuse(why);

  const node = newNode(draft, definition, request, parent);
  const builder = new EditBuilder(draft);
  builder.insertNode(node);
  const refusal = request.onEdge
    ? splice(builder, definitions, node, request.onEdge)
    : request.from && follow(builder, definitions, node, { ...request.from });
  if (refusal !== undefined) return refuse(refusal);
  const position = request.position ?? placeBehind(draft, request);
  if (position) builder.setLayout(["positions", node.id], { x: Math.round(position.x), y: Math.round(position.y) });
  return builder.finish(`Add ${definition.title}`, [node.id]);
}

function newNode({ document }: FlowDraft, definition: NodeDefinition, request: AddNode, parent: string | undefined): FlowNode {
  const id = freshId(definition.kind.split(".").at(-1)!, new Set(document.nodes.map((node) => node.id)));
  const names = new Set(document.nodes.map(({ name }) => name));
  const name = request.name ?? freshName(definition.title, names);
  return {
    id,
    kind: definition.kind,
    name,
    ...(request.config ? { config: request.config as Record<string, never> } : {}),
    ...(parent === undefined ? {} : { parent }),
  };
}

function freshName(title: string, taken: ReadonlySet<string | undefined>): string {
  if (!taken.has(title)) return title;
  for (let number = 2; ; number++) if (!taken.has(`${title} ${number}`)) return `${title} ${number}`;
}

function follow(
  builder: EditBuilder,
  definitions: NodeDefinitions,
  node: FlowNode,
  { nodeId, port, kind }: NonNullable<AddNode["from"]>,
): string | undefined {
  const from = builder.draft.document.nodes.find(({ id }) => id === nodeId)!;
  const edge = completeEdge(from, definitions, { from: nodeId, to: node.id, port, kind });
  const why = whyNotConnect(builder.draft.document, definitions, edge);
  if (why === undefined) builder.insertEdge(edge);
  return why;
}

function splice(builder: EditBuilder, definitions: NodeDefinitions, node: FlowNode, ref: EdgeRef): string | undefined {
  const { document } = builder.draft;
  const index = edgeIndex(document.edges, ref);
  const edge = document.edges[index];
  if (!edge) return `The edge from "${titleById(document, ref.from)}" to "${titleById(document, ref.to)}" is not there any more.`;
  if (edge.kind === "compensation") return "A node cannot be put between a step and its undo.";
  if (definitions.get(node.kind)?.behavior === "trigger") return "A trigger starts runs, so it cannot stand between two nodes.";
  if (nodePorts(node, definitions)?.length === 0)
    return `Nothing can follow ${definitions.get(node.kind)?.title ?? node.kind}, so it cannot stand between two nodes.`;
  redrawEdge(builder, edge, { ...edge, to: node.id });
  const onward: FlowEdge = completeEdge(node, definitions, { from: node.id, to: edge.to });
  builder.insertEdge(onward, index + 1);
  joinGroups(builder, node.id, [edge.from, edge.to]);
  return undefined;
}

function placeBehind({ layout: { positions } }: FlowDraft, { from, onEdge }: AddNode): Place | undefined {
  const before = positions[onEdge?.from ?? from?.nodeId ?? ""];
  if (!before) return undefined;
  const behind = onEdge && positions[onEdge.to];
  if (behind) return { x: (before.x + behind.x) / 2, y: (before.y + behind.y) / 2 };
  return from?.kind === "error" || from?.kind === "compensation"
    ? { x: before.x, y: before.y + STEP / 2 }
    : { x: before.x + STEP, y: before.y };
}
