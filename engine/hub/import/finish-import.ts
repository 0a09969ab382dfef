import { arrangeBodies } from "../../core/edit/arrange-bodies.ts";
import { idFrom } from "../../core/edit/fresh-id.ts";
import { connectionsOf } from "../../core/flow/connections-of.ts";
import { edgeKind, type FlowDocument, type FlowEdge } from "../../core/flow/flow-document.ts";
import type { FlowLayout, Place } from "../../core/flow/layout.ts";
import { readFlow } from "../../core/flow/read-flow.ts";
import { writeFlow } from "../../core/flow/write-flow.ts";
import type { Problem } from "../../core/problem.ts";
import { validateFlow } from "../../core/validate/validate-flow.ts";
import { nodeDefinitions } from "../../nodes/definitions.ts";
import { shortText, type FlowSketch } from "./flow-sketch.ts";
import type { ImportFormat, ImportResult } from "../../core/import/import-result.ts";
import type { SourceElement } from "./source-element.ts";
import { settleCycles } from "./settle-cycles.ts";

export interface FlowHead {
  readonly format: ImportFormat;
  readonly name: string;
  readonly description?: string;
  readonly timeout?: string;
}

const MAX_ROUNDS = 12;

/**
 * Makes a valid document of a sketch. The validator itself is the judge: a node it refuses becomes a placeholder that says
 * why, a line it refuses is taken out with a note, and a part that nothing starts gets a manual start.
 */
export function finishImport(sketch: FlowSketch, head: FlowHead): ImportResult {
  startLooseParts(sketch, head);
  settleCycles(sketch);
  let document = documentOf(sketch, head);
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const wrong = shapeProblems(document) ?? refusals(document);
    if (wrong.length === 0) return { ok: true, ...resultOf(sketch, head, document) };
    mend(sketch, wrong);
    startLooseParts(sketch, head);
    document = documentOf(sketch, head);
  }
  return { ok: false, problems: shapeProblems(document) ?? refusals(document) };
}

function documentOf({ nodes, edges }: FlowSketch, { name, description, timeout }: FlowHead): FlowDocument {
  return {
    omnilink: 1,
    id: idFrom(name),
    name: shortText(name, 120),
    ...(description === undefined || description === "" ? {} : { description: shortText(description, 10_000) }),
    ...(timeout === undefined ? {} : { timeout }),
    nodes: [...nodes],
    edges: [...edges],
  };
}

const shapeProblems = (document: FlowDocument): readonly Problem[] | undefined => {
  const { problems } = readFlow(writeFlow(document));
  return problems.length === 0 ? undefined : problems;
};

const refusals = (document: FlowDocument): readonly Problem[] =>
  validateFlow(document, nodeDefinitions).filter(({ code, severity }) => severity === "error" && code !== "flow/placeholder");

function mend(sketch: FlowSketch, problems: readonly Problem[]): void {
  const edges = problems.flatMap(({ path }) => sketch.edges[Number(/^\/edges\/(\d+)/.exec(path)?.[1] ?? -1)] ?? []);
  const nodes = problems.flatMap((problem) => {
    const id = sketch.nodes[Number(/^\/nodes\/(\d+)/.exec(problem.path)?.[1] ?? -1)]?.id;
    return id === undefined || problem.code === "flow/unreachable-node" ? [] : [{ id, problem }];
  });
  for (const edge of new Set(edges)) dropEdge(sketch, edge);
  for (const { id, problem } of nodes) dropNode(sketch, id, problem);
}

function dropEdge(sketch: FlowSketch, edge: FlowEdge): void {
  const element = sketch.ownerOf(edge.from);
  sketch.edges = sketch.edges.filter((each) => each !== edge);
  if (element === undefined) return;
  const target = sketch.nodes.find(({ id }) => id === edge.to)?.name ?? edge.to;
  sketch.note(element, "approximated", `Its line to "${target}" could not be drawn here: lead the flow there in another way.`);
}

function dropNode(sketch: FlowSketch, id: string, { message, fix }: Problem): void {
  if (sketch.nodes.some((node) => node.id === id && node.kind === "placeholder"))
    sketch.nodes = sketch.nodes.map((node) => (node.id === id ? { ...node, config: { was: "unknown" } } : node));
  else sketch.giveUp(id, `${message} ${fix}`);
}

const isTrigger = ({ kind }: { readonly kind: string }): boolean => nodeDefinitions.get(kind)?.behavior === "trigger";

/** Every part of the flow starts somewhere: where the source has no start of its own, a person starts it. */
function startLooseParts(sketch: FlowSketch, { name }: FlowHead): void {
  const top = sketch.nodes.filter(({ parent }) => parent === undefined);
  const targets = Map.groupBy(sketch.edges, ({ from }) => from);
  const reached = new Set(top.filter(isTrigger).map(({ id }) => id));
  const follow = (): void => {
    for (const id of reached) for (const { to } of targets.get(id) ?? []) reached.add(to);
  };
  follow();
  const entered = new Set(sketch.edges.map(({ to }) => to));
  const roots = top.filter(({ id }) => !entered.has(id));
  for (const { id } of [...roots, ...top]) {
    if (reached.has(id) || sketch.edges.some((edge) => edge.to === id && edgeKind(edge) === "compensation")) continue;
    const element: SourceElement = sketch.ownerOf(id) ?? { id: "start", name, type: "start", original: null };
    const hasOther = sketch.nodes.some(isTrigger);
    const start = sketch.add(element, sketch.mint("start"), "trigger.manual", {}, { name: "Start by hand" });
    if (hasOther) sketch.note(element, "approximated", "Nothing led here, so it has a manual start of its own.");
    sketch.connect(start, id);
    reached.add(id);
    follow();
  }
}

function resultOf(sketch: FlowSketch, { format }: FlowHead, document: FlowDocument) {
  return {
    format,
    document,
    layout: layoutOf(sketch, document),
    elements: sketch.report(),
    connections: connectionsOf(document),
  };
}

/** Automatic layout takes minutes for a knot of lines, which would be none the clearer for it. */
const MOST_LINES = 200;
const ROW = 20;

const inRows = (ids: ReadonlySet<string>): ReadonlyMap<string, Place> =>
  new Map([...ids].map((id, index) => [id, { x: (index % ROW) * 320, y: Math.floor(index / ROW) * 120 }]));

/** Places of the source where each box of the flow itself has one, else drawn by the rules of automatic layout. */
function layoutOf({ places, comments }: FlowSketch, document: FlowDocument): FlowLayout {
  const ids = new Set(document.nodes.map(({ id }) => id));
  const isContainer = (id: string): boolean =>
    nodeDefinitions.get(document.nodes.find((node) => node.id === id)?.kind ?? "")?.behavior === "container";
  const draft = { document, layout: { positions: {} }, samples: {} };
  const isKnot = document.edges.length > MOST_LINES && document.edges.length > 1.4 * document.nodes.length;
  const arranged = isKnot ? inRows(ids) : arrangeBodies(draft, { chosen: ids, sizes: new Map(), isContainer });
  const isPlaced = document.nodes.every(({ id, parent }) => parent === undefined && places.has(id));
  const positions = Object.fromEntries(
    [...ids].map((id) => [id, (isPlaced ? places : arranged).get(id) ?? arranged.get(id) ?? { x: 0, y: 0 }]),
  );
  const entries = comments.map((comment, index) => [`note${index + 1}`, comment] as const);
  return { positions, ...(entries.length === 0 ? {} : { comments: Object.fromEntries(entries) }) };
}
