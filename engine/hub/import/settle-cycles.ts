import { edgeKind, type FlowEdge, type FlowNode } from "../../core/flow/flow-document.ts";
import type { JsonObject } from "../../core/json.ts";
import type { FlowSketch } from "./flow-sketch.ts";
import { written } from "./written.ts";

/**
 * Other tools repeat by drawing a line backwards; here repetition is a node. A cycle that is entered at one node and left
 * from one branch becomes a loop: everything but that branch is its body, the branch follows it, and the way back is the
 * loop's condition. The first turn begins where the cycle was entered, every other one where the way back led. Of any other
 * cycle the line that leads back ends in a placeholder.
 */
export function settleCycles(sketch: FlowSketch): void {
  for (const cycle of cyclesOf(sketch)) {
    const simple = simpleCycle(sketch, cycle);
    if (simple) toLoop(sketch, simple);
  }
  for (let edge = backEdge(sketch); edge !== undefined; edge = backEdge(sketch)) cutEdge(sketch, edge);
}

interface SimpleCycle {
  readonly body: ReadonlySet<string>;
  readonly entry: string;
  readonly branch: FlowNode;
  readonly back: FlowEdge;
}

const forward = ({ edges }: FlowSketch): FlowEdge[] => edges.filter((edge) => edgeKind(edge) !== "compensation");

/** Sets of nodes that can all come to each other, found by what each can reach. */
function cyclesOf(sketch: FlowSketch): ReadonlySet<string>[] {
  const targets = Map.groupBy(forward(sketch), ({ from }) => from);
  const reach = new Map(sketch.nodes.map(({ id }) => [id, reachedFrom(id, targets)]));
  const done = new Set<string>();
  return sketch.nodes.flatMap(({ id }) => {
    if (done.has(id) || !reach.get(id)!.has(id)) return [];
    const members = new Set([...reach.get(id)!].filter((other) => reach.get(other)?.has(id) === true));
    for (const member of members) done.add(member);
    return [members];
  });
}

function reachedFrom(id: string, targets: ReadonlyMap<string, readonly FlowEdge[]>): ReadonlySet<string> {
  const reached = new Set((targets.get(id) ?? []).map(({ to }) => to));
  for (const at of reached) for (const { to } of targets.get(at) ?? []) reached.add(to);
  return reached;
}

function simpleCycle(sketch: FlowSketch, cycle: ReadonlySet<string>): SimpleCycle | undefined {
  const edges = forward(sketch);
  const entries = new Set(edges.filter(({ from, to }) => !cycle.has(from) && cycle.has(to)).map(({ to }) => to));
  const exits = edges.filter((edge) => cycle.has(edge.from) && !cycle.has(edge.to) && edgeKind(edge) === "flow");
  const inside = edges.filter(({ from, to }) => cycle.has(from) && cycle.has(to));
  const [entry] = entries;
  const branches = sketch.nodes.filter(({ id, kind }) => cycle.has(id) && kind === "branch");
  const branch = branches.find(({ id }) => exits.every(({ from }) => from === id));
  if (entries.size !== 1 || entry === undefined || branch === undefined || entry === branch.id) return undefined;
  const backs = inside.filter(({ from }) => from === branch.id);
  const [back] = backs;
  const body = new Set([...cycle].filter((id) => id !== branch.id));
  const isCalm = isAcyclic(inside.filter((edge) => edge !== back));
  return backs.length === 1 && back !== undefined && isCalm ? { body, entry, branch, back } : undefined;
}

function isAcyclic(edges: readonly FlowEdge[]): boolean {
  const targets = Map.groupBy(edges, ({ from }) => from);
  return [...targets.keys()].every((id) => !reachedFrom(id, targets).has(id));
}

function toLoop(sketch: FlowSketch, { body, entry, branch, back }: SimpleCycle): void {
  const element = sketch.ownerOf(branch.id);
  if (element === undefined) return;
  const parent = branch.parent === undefined ? {} : { parent: branch.parent };
  const id = sketch.mint(`${branch.id}Loop`);
  const again = conditionOf(branch, back.port);
  sketch.add(
    element,
    id,
    "loop",
    { while: `index = 0 or (${again})`, maxIterations: 100_000 },
    { name: `Until ${branch.name ?? branch.id}`, ...parent },
  );
  sketch.note(element, "translated", "The way back became a loop.");
  const first = back.to === entry ? undefined : sketch.mint(`${id}Turn`);
  if (first !== undefined)
    sketch.add(element, first, "branch", { cases: [{ port: "first", when: "index = 0" }] }, { name: "First turn?", parent: id });
  sketch.nodes = sketch.nodes.map((node) => (body.has(node.id) ? { ...node, parent: id } : node));
  const edges = sketch.edges.filter((edge) => edge !== back);
  sketch.edges = [];
  for (const edge of edges) reconnect(sketch, edge, { id, body, branchId: branch.id });
  sketch.connect(id, branch.id);
  if (first === undefined) return;
  sketch.connect(first, entry, { port: "first" });
  sketch.connect(first, back.to, { port: "otherwise" });
}

/** Lines that cross the border of the new body lead to the loop or from it. */
function reconnect(
  sketch: FlowSketch,
  edge: FlowEdge,
  loop: { readonly id: string; readonly body: ReadonlySet<string>; readonly branchId: string },
): void {
  const { from, to, ...rest } = edge;
  const [isFromBody, isToBody] = [loop.body.has(from), loop.body.has(to)];
  if (isFromBody === isToBody || edgeKind(edge) === "compensation") return sketch.connect(from, to, rest);
  if (isToBody) return sketch.connect(from, loop.id, rest);
  if (to === loop.branchId) return;
  sketch.connect(loop.id, to, edgeKind(edge) === "error" ? { kind: "error" } : {});
}

/** When a branch takes a port. */
function conditionOf({ config }: FlowNode, port: string | undefined): string {
  const cases = ((config?.["cases"] ?? []) as readonly JsonObject[]).map((each) => ({
    port: written(each["port"]),
    when: written(each["when"]),
  }));
  const wanted = port ?? cases[0]?.port;
  const otherwise = typeof config?.["otherwise"] === "string" ? config["otherwise"] : "otherwise";
  const ways = cases.flatMap((each, index) => {
    if (each.port !== wanted) return [];
    const before = cases.slice(0, index).filter((other) => other.port !== wanted);
    return [[`(${each.when})`, ...before.map(({ when }) => `$not(${when})`)].join(" and ")];
  });
  if (wanted === otherwise) ways.push(cases.map(({ when }) => `$not(${when})`).join(" and "));
  return ways.length === 0 ? "false" : ways.join(" or ");
}

/** A line to a node on the way that led here, found depth first. */
function backEdge(sketch: FlowSketch): FlowEdge | undefined {
  const targets = Map.groupBy(forward(sketch), ({ from }) => from);
  const finished = new Set<string>();
  for (const { id } of sketch.nodes) {
    const path = [{ id, next: 0 }];
    const onPath = new Set([id]);
    while (path.length > 0) {
      const here = path.at(-1)!;
      const edge = finished.has(here.id) ? undefined : targets.get(here.id)?.[here.next++];
      if (edge === undefined) {
        finished.add(here.id);
        onPath.delete(path.pop()!.id);
      } else if (onPath.has(edge.to)) return edge;
      else if (!finished.has(edge.to)) {
        path.push({ id: edge.to, next: 0 });
        onPath.add(edge.to);
      }
    }
  }
  return undefined;
}

function cutEdge(sketch: FlowSketch, edge: FlowEdge): void {
  const { from, to, ...rest } = edge;
  const element = sketch.ownerOf(from);
  const source = sketch.nodes.find(({ id }) => id === from);
  sketch.edges = sketch.edges.filter((each) => each !== edge);
  if (element === undefined || source === undefined) return;
  const label = sketch.nodes.find(({ id }) => id === to)?.name ?? to;
  const why = `The flow went back to "${label}" from here: put the nodes that repeat into a loop, and remove this node.`;
  const parent = source.parent === undefined ? {} : { parent: source.parent };
  const id = sketch.placeholder(element, sketch.mint(`${from}Back`), why, { name: `Back to ${label}`, ...parent });
  sketch.connect(from, id, rest);
}
