import { DOCUMENT_LIMITS, type FlowEdge, type FlowNode } from "../../flow/flow-document.ts";
import type { Place } from "../../flow/layout.ts";
import type { NodeDefinitions } from "../../node-definition.ts";
import { whyNotInside } from "../body-rules.ts";
import { refuse, type CommandResult } from "../command-result.ts";
import { whyNotConnect } from "../connection-rules.ts";
import { EditBuilder } from "../edit-builder.ts";
import type { FlowDraft } from "../flow-draft.ts";
import { freshId } from "../fresh-id.ts";
import { isInside } from "../flow-shape.ts";
import { nodesInWords } from "../node-words.ts";
import { readFragment, type Fragment } from "../read-fragment.ts";
import { renameSteps } from "../rename-steps.ts";
import type { Names } from "../translate-operation.ts";
import { place } from "./move-nodes.ts";

/** Where the upper left corner of what is pasted goes, and into which container. */
export interface PastePlace extends Partial<Place> {
  readonly parent?: string | undefined;
}

/** Boxes pasted without a place stand a little beside the ones they were copied from. */
const BESIDE = 40;

/**
 * Takes in nodes from text. Ids that are taken change, and with them the edges, bodies and expressions of what is pasted.
 * Kinds that are not known come in as they are: the flow shows them and says so.
 */
export function pasteNodes(draft: FlowDraft, definitions: NodeDefinitions, text: string, at: PastePlace = {}): CommandResult {
  const read = readFragment(text);
  if (!read.ok) return refuse(read.reason);
  return insertFragment(draft, definitions, read.fragment, at, "Paste");
}

export function insertFragment(
  draft: FlowDraft,
  definitions: NodeDefinitions,
  fragment: Fragment,
  at: PastePlace,
  verb: string,
): CommandResult {
  const total = draft.document.nodes.length + fragment.nodes.length;
  if (total > DOCUMENT_LIMITS.nodes) return refuse(`The flow would have ${total} nodes; the limit is ${DOCUMENT_LIMITS.nodes}.`);
  const names = newNames(draft, fragment);
  const nodes = fragment.nodes.map((node) => adopt(node, fragment, names, definitions, at.parent));
  for (const { kind, parent } of nodes) {
    const why =
      parent === at.parent ? whyNotInside(draft.document, definitions, definitions.get(kind)?.behavior, parent) : undefined;
    if (why !== undefined) return refuse(why);
  }
  if (nodes.some(({ id, parent }) => parent !== undefined && isInside(nodes, parent, id)))
    return refuse("A node of the text is inside of itself. Nothing was pasted.");
  const builder = new EditBuilder(draft);
  for (const node of nodes) builder.insertNode(node);
  for (const edge of fragment.edges) drawEdge(builder, definitions, edge, names);
  placeNodes(builder, fragment, names, at);
  return builder.finish(
    `${verb} ${nodesInWords(nodes)}`,
    nodes.map(({ id }) => id),
  );
}

function newNames({ document }: FlowDraft, { nodes }: Fragment): Names {
  const taken = new Set([...document.nodes, ...nodes].map(({ id }) => id));
  const old = new Set(document.nodes.map(({ id }) => id));
  return new Map(
    nodes.map(({ id }) => {
      const fresh = old.has(id) ? freshId(id, taken) : id;
      taken.add(fresh);
      return [id, fresh];
    }),
  );
}

function adopt(
  node: FlowNode,
  { nodes }: Fragment,
  names: Names,
  definitions: NodeDefinitions,
  outer: string | undefined,
): FlowNode {
  const { parent, ...rest } = node;
  const isHoused = parent !== undefined && nodes.some(({ id }) => id === parent);
  const owner = isHoused ? names.get(parent) : outer;
  const builder = new EditBuilder({
    document: { omnilink: 1, id: "pasted", name: "pasted", nodes: [rest], edges: [] },
    layout: { positions: {} },
    samples: {},
  });
  for (const { path, text } of renameSteps(node, definitions, names)) builder.setNode(node.id, path, text);
  return { ...builder.draft.document.nodes[0]!, id: names.get(node.id)!, ...(owner === undefined ? {} : { parent: owner }) };
}

/** Edges to nodes that are not in the text are left out, and so are those that no hand could draw. */
function drawEdge(builder: EditBuilder, definitions: NodeDefinitions, edge: FlowEdge, names: Names): void {
  const [from, to] = [names.get(edge.from), names.get(edge.to)];
  if (from === undefined || to === undefined) return;
  const named = { ...edge, from, to };
  if (whyNotConnect(builder.draft.document, definitions, named) === undefined) builder.insertEdge(named);
}

function placeNodes(builder: EditBuilder, { nodes, positions }: Fragment, names: Names, at: PastePlace): void {
  const ids = new Set(nodes.map(({ id }) => id));
  const outer = nodes.filter(({ parent, id }) => positions[id] && (parent === undefined || !ids.has(parent)));
  const corner = {
    x: Math.min(...outer.map(({ id }) => positions[id]!.x)),
    y: Math.min(...outer.map(({ id }) => positions[id]!.y)),
  };
  const shift = { x: at.x === undefined ? BESIDE : at.x - corner.x, y: at.y === undefined ? BESIDE : at.y - corner.y };
  for (const node of nodes) {
    const position = positions[node.id];
    const id = names.get(node.id)!;
    if (position) place(builder, id, outer.includes(node) ? { x: position.x + shift.x, y: position.y + shift.y } : position);
    else if (nodes.length === 1 && at.x !== undefined && at.y !== undefined) place(builder, id, { x: at.x, y: at.y });
  }
}
