import { edgeKind, type FlowDocument, type FlowEdge, type FlowNode } from "../../core/flow/flow-document.ts";
import { ERROR_PORT, type NodeDefinitions } from "../../core/node-definition.ts";
import type { TryScope } from "../../runtime/tries.ts";
import { readDraft, type DraftGraph } from "./draft-graph.ts";

/**
 * The part of a draft that one try runs, as a flow of its own: nodes keep their ids, so the events of the try are about the
 * nodes of the canvas. Where the part ends, the edges that would lead on lead to an end that does nothing: a port that is
 * connected in the flow is connected in the part.
 */
export interface TriedPart {
  readonly document: FlowDocument;
  /** Nodes of the draft that the try is about; what is wrong with the others is of no matter. */
  readonly nodeIds: ReadonlySet<string>;
  /** Worked out only because others read them: whatever way they would leave by, the try goes on to its node. */
  readonly before: ReadonlySet<string>;
  /** These fail by order, so that what follows their failure can be tried. */
  readonly failing: ReadonlySet<string>;
  readonly trigger: string | undefined;
  /** The part is the flow, or all of it that can lead to a node: it can be checked as a flow. */
  readonly isWhole: boolean;
}

interface Cut {
  readonly draft: DraftGraph;
  readonly document: FlowDocument;
  readonly trigger: string | undefined;
  /** The node has a result that stands for running it. */
  readonly isKnown: IsKnown;
}

/** `isBefore`: the node is not tried itself, so that an earlier result of it will do. */
type IsKnown = (nodeId: string, isBefore: boolean) => boolean;

export function triedPart(
  document: FlowDocument,
  definitions: NodeDefinitions,
  scope: TryScope,
  trigger: string | undefined,
  isKnown: IsKnown,
): TriedPart {
  const cut: Cut = { draft: readDraft(document, definitions), document, trigger, isKnown };
  if (scope.type === "flow") return wholeFlow(cut);
  if (scope.type === "nodes") return severalNodes(cut, scope.nodeIds);
  return oneNode(cut, scope);
}

function oneNode(cut: Cut, scope: Extract<TryScope, { readonly nodeId: string }>): TriedPart {
  const { draft } = cut;
  const behavior = draft.definition(scope.nodeId)?.behavior;
  if (behavior === "trigger") return onlyTrigger(cut, scope.nodeId);
  const isUndo = draft.compensations.some(({ to }) => to === scope.nodeId);
  if (isUndo) return undoOf(cut, scope.nodeId);
  // A join and a return to a savepoint mean something only after what led to them.
  if (scope.type === "upTo" || needsWay(draft, scope.nodeId)) return wayTo(cut, [scope.nodeId]);
  return scope.type === "node" ? nodeAlone(cut, scope.nodeId) : nodeAndRest(cut, scope.nodeId);
}

const NONE: ReadonlySet<string> = new Set();

const wholeFlow = ({ document, trigger }: Cut): TriedPart => ({
  document,
  nodeIds: new Set(document.nodes.map(({ id }) => id)),
  before: NONE,
  failing: NONE,
  trigger,
  isWhole: true,
});

function onlyTrigger({ document, draft }: Cut, nodeId: string): TriedPart {
  const nodes = [draft.nodes.get(nodeId)!];
  const nodeIds = new Set([nodeId]);
  return { document: { ...document, nodes, edges: [] }, nodeIds, before: NONE, failing: NONE, trigger: nodeId, isWhole: false };
}

function needsWay({ definition }: DraftGraph, nodeId: string): boolean {
  const behavior = definition(nodeId)?.behavior;
  return behavior === "join" || behavior === "compensate";
}

/**
 * Several nodes, in the body that all of them lie in: what is deeper stands for the container around it. Undos run for what
 * they undo, and what starts the flow starts the part.
 */
function severalNodes(cut: Cut, nodeIds: readonly string[]): TriedPart {
  const { draft } = cut;
  const isTrigger = (id: string): boolean => draft.definition(id)?.behavior === "trigger";
  const undos = new Set(draft.compensations.map(({ to }) => to));
  const begun = nodeIds.find(isTrigger);
  const given: Cut = begun === undefined ? cut : { ...cut, trigger: begun };
  const wanted = nodeIds.filter((id) => !isTrigger(id) && !undos.has(id));
  if (wanted.length === 0) return oneNode(given, { type: "node", nodeId: nodeIds[0]! });
  const members = inOneBody(draft, wanted);
  if (members.length === 1) return nodeAlone(given, members[0]!);
  const between = draft.following(members);
  const chosen = new Set([...between].filter((id) => members.some((member) => draft.leadingTo(member).has(id))));
  const isEntry = (id: string): boolean => !draft.forward.some(({ from, to }) => to === id && chosen.has(from));
  const entries = [...chosen].filter(isEntry);
  if (entries.length === 0 || entries.some((id) => needsWay(draft, id))) return wayTo(given, members);
  const kept = withUndo(draft, new Set([...chosen, ...[...chosen].flatMap(draft.inside)]));
  return partAround(given, entries, kept, goingOn(draft, kept));
}

/** Nodes as they stand in the innermost body that all of them are in. */
function inOneBody(draft: DraftGraph, nodeIds: readonly string[]): readonly string[] {
  const ways = nodeIds.map((id) => [...draft.around(id), id]);
  const [first = []] = ways;
  const shared = first.slice(0, -1).findIndex((id, depth) => ways.some((way) => way[depth] !== id || way.length === depth + 1));
  const depth = shared === -1 ? first.length - 1 : shared;
  return [...new Set(ways.map((way) => way[Math.min(depth, way.length - 1)]!))];
}

/** All that can lead to these nodes, their containers and the bodies of containers on the way, and what would undo these. */
function wayTo(cut: Cut, nodeIds: readonly string[]): TriedPart {
  const { draft } = cut;
  const levels = nodeIds.flatMap((id) => [...draft.around(id), id]);
  const leading = new Set(levels.flatMap((anchor) => [...draft.leadingTo(anchor)]));
  const isRunWhole = (id: string): boolean => nodeIds.includes(id) || !levels.includes(id);
  const bodies = [...leading].filter(isRunWhole).flatMap((id) => draft.inside(id));
  const kept = withUndo(draft, new Set([...leading, ...bodies]));
  const document = withEnds(cut, kept, goingOn(draft, kept));
  return { document, nodeIds: kept, before: NONE, failing: NONE, trigger: cut.trigger, isWhole: true };
}

function nodeAlone(cut: Cut, nodeId: string): TriedPart {
  const { draft } = cut;
  const body = new Set(draft.inside(nodeId));
  const kept = new Set([nodeId, ...body, ...withUndo(draft, body)]);
  return partAround(cut, [nodeId], kept, goingOn(draft, kept));
}

function nodeAndRest(cut: Cut, nodeId: string): TriedPart {
  const { draft } = cut;
  const start = draft.around(nodeId)[0] ?? nodeId;
  const following = draft.following([start]);
  const kept = withUndo(draft, new Set([...following, ...[...following].flatMap(draft.inside)]));
  return partAround(cut, [start], kept, goingOn(draft, kept));
}

/** An undo is tried by doing what it undoes and then failing. */
function undoOf(cut: Cut, nodeId: string): TriedPart {
  const { draft } = cut;
  const undone = draft.compensations.find(({ to }) => to === nodeId)!;
  const fail = unusedId(cut, "tryFailure");
  const kept = new Set([undone.from, ...draft.inside(undone.from), nodeId]);
  const inner = edgesWithin(draft, kept).filter(({ from }) => from !== undone.from);
  const part = partAround(cut, [undone.from], kept, [...inner, { from: undone.from, to: fail }, undone]);
  const parent = draft.parentOf(undone.from);
  const nodes = [...part.document.nodes, { ...PASSIVE, id: fail, ...(parent === undefined ? {} : { parent }) }];
  return {
    ...part,
    document: { ...part.document, nodes },
    before: new Set([...part.before, undone.from]),
    failing: new Set([...part.failing, fail]),
  };
}

/**
 * The kept nodes behind those that they read: trigger, what is read, then the entries, which are in one body, in each body on
 * the way down to it. A single entry that only errors lead to begins with the failure of the node before it.
 */
function partAround(cut: Cut, entries: readonly string[], kept: ReadonlySet<string>, onward: readonly FlowEdge[]): TriedPart {
  const { draft } = cut;
  const [start, ...others] = [entries[0]!, ...entries.slice(1)] as const;
  const levels = draft.around(start);
  const broken = others.length === 0 ? brokenBefore(draft, start) : undefined;
  const before = neededBefore(cut, entries, kept, broken);
  const bodies = new Set([...before].flatMap((id) => draft.inside(id)));
  const trigger = cut.trigger ?? unusedId(cut, "tryStart");
  const chains = [undefined, ...levels].flatMap((parent, depth) => {
    const here = draft.order.filter((id) => before.has(id) && draft.parentOf(id) === parent && id !== broken);
    const last = broken !== undefined && draft.parentOf(broken) === parent ? [broken] : [];
    const chain = [...(parent === undefined ? [trigger] : []), ...here, ...last];
    const [next, ...beside] = levels[depth] === undefined ? entries : [levels[depth]];
    const from = chain.at(-1);
    return [...chainOf([...chain, next!], broken), ...(from === undefined ? [] : beside.map((to) => ({ from, to })))];
  });
  const nodeIds = new Set([...levels, ...before, ...bodies, ...kept]);
  const edges = [...chains, ...edgesWithin(draft, bodies), ...onward];
  return {
    document: withEnds(cut, new Set([trigger, ...nodeIds]), edges),
    nodeIds,
    before,
    failing: new Set(broken === undefined ? [] : [broken]),
    trigger,
    isWhole: false,
  };
}

function brokenBefore(draft: DraftGraph, start: string): string | undefined {
  const leading = draft.forward.filter(({ to }) => to === start);
  return leading.every((edge) => edgeKind(edge) === "error") ? leading[0]?.from : undefined;
}

const chainOf = (ids: readonly string[], broken: string | undefined): readonly FlowEdge[] =>
  ids.slice(1).map((to, index) => {
    const from = ids[index]!;
    return from === broken ? { from, to, kind: "error" } : { from, to };
  });

/** Nodes to work out first: what the kept ones read, what those read, and all that sets variables where some are read. */
function neededBefore(
  cut: Cut,
  entries: readonly string[],
  kept: ReadonlySet<string>,
  broken: string | undefined,
): ReadonlySet<string> {
  const { draft } = cut;
  const levels = draft.around(entries[0]!);
  const later = draft.following(entries);
  const needed = new Set(broken === undefined ? [] : [broken]);
  const isNeeded = (id: string | undefined): id is string =>
    id !== undefined && !kept.has(id) && !later.has(id) && draft.definition(id)?.behavior !== "trigger";
  for (const id of readers(cut, [...kept, ...levels, ...needed], needed)) {
    const { steps, vars } = draft.reads(id);
    const read = [...steps, ...(vars ? entries.flatMap((entry) => setters(draft, entry)) : [])];
    for (const member of read.map((one) => memberOnWay(draft, levels, one))) if (isNeeded(member)) needed.add(member);
  }
  return needed;
}

/** These, and the ones that are needed meanwhile with what is inside of them; nodes whose output is known read nothing. */
function* readers({ draft, isKnown }: Cut, first: readonly string[], needed: ReadonlySet<string>): Generator<string> {
  for (const id of first) if (!isKnown(id, needed.has(id))) yield id;
  for (const id of needed) if (!isKnown(id, true)) yield* [id, ...draft.inside(id)];
}

/** What stands for a node among those directly in one of the bodies on the way. */
function memberOnWay(draft: DraftGraph, levels: readonly string[], nodeId: string): string | undefined {
  if (!draft.nodes.has(nodeId)) return undefined;
  return [...draft.around(nodeId), nodeId].find((id) => !levels.includes(id));
}

/** Nodes before this one that set variables. */
function setters(draft: DraftGraph, start: string): readonly string[] {
  const anchors = [...draft.around(start), start];
  const earlier = anchors.flatMap((anchor) => [...draft.leadingTo(anchor)]);
  return earlier.filter((id) => draft.definition(id)?.setsVariables);
}

/** With the nodes that undo what these do. */
function withUndo({ compensations }: DraftGraph, kept: ReadonlySet<string>): Set<string> {
  return new Set([...kept, ...compensations.flatMap(({ from, to }) => (kept.has(from) ? [to] : []))]);
}

const edgesWithin = ({ forward, compensations }: DraftGraph, kept: ReadonlySet<string>): readonly FlowEdge[] =>
  [...forward, ...compensations].filter(({ from, to }) => kept.has(from) && kept.has(to));

/** An edge to it leads out of the part. No id is empty. */
const OUT = "";

/** The edges among the kept nodes, and one for each output that leads out. */
function goingOn(draft: DraftGraph, kept: ReadonlySet<string>): readonly FlowEdge[] {
  const leaving = draft.forward.filter(({ from, to }) => kept.has(from) && !kept.has(to));
  const ports = Map.groupBy(leaving, ({ from, port, kind }) => `${from} ${kind === "error" ? ERROR_PORT : (port ?? "")}`);
  return [...edgesWithin(draft, kept), ...[...ports.values()].map(([first]) => ({ ...first!, to: OUT }))];
}

/** What stands for the places a try does not go to. */
const PASSIVE = { kind: "map", config: { expression: "null" } } as const;

/** The nodes kept, in the order of the draft, with an end in each body that is left and a trigger where there is none. */
function withEnds(cut: Cut, kept: ReadonlySet<string>, edges: readonly FlowEdge[]): FlowDocument {
  const { draft, document } = cut;
  const ends = new Map<string | undefined, FlowNode>();
  const ended = edges.map((edge) => {
    if (edge.to !== OUT) return edge;
    const parent = draft.parentOf(edge.from);
    const id = unusedId(cut, parent === undefined ? "tryEnd" : `tryEnd_${parent}`);
    ends.set(parent, { ...PASSIVE, id, ...(parent === undefined ? {} : { parent }) });
    return { ...edge, to: id };
  });
  const starts = [...kept].filter((id) => !draft.nodes.has(id)).map((id) => ({ id, kind: "trigger.manual" }));
  const nodes = document.nodes.filter(({ id }) => kept.has(id));
  return { ...document, nodes: [...starts, ...nodes, ...ends.values()], edges: ended };
}

function unusedId({ draft }: Cut, wish: string): string {
  let id = wish.slice(0, 60);
  for (let number = 2; draft.nodes.has(id); number += 1) id = `${wish.slice(0, 60)}${number}`;
  return id;
}
