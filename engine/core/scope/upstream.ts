import { edgeKind, type FlowDocument, type FlowEdge, type FlowNode } from "../flow/flow-document.ts";
import type { NodeDefinitions } from "../node-definition.ts";

/** What a run has been through when it comes to a node. */
export interface Upstream {
  /** Nodes that have completed, or may have: `true` where every way to the node leads through them. */
  readonly steps: ReadonlyMap<string, boolean>;
  /** The node may be on a way that began with a failure: then `error` tells of it. */
  readonly afterError: boolean;
}

interface Way extends Upstream {
  /** The port by which each node was left, where all ways here agree on it. */
  readonly ports: ReadonlyMap<string, string>;
}

const NOTHING: Way = { steps: new Map(), afterError: false, ports: new Map() };

/**
 * Reads from the wiring alone what lies before a node. Each level of containers is a graph of its own: what is before a
 * container is before everything inside, and a block or a loop leaves what was done inside behind for what follows.
 */
export class UpstreamReader {
  readonly #nodes: ReadonlyMap<string, FlowNode>;
  readonly #definitions: NodeDefinitions;
  readonly #arriving: ReadonlyMap<string, readonly FlowEdge[]>;
  readonly #children: ReadonlyMap<string | undefined, readonly FlowNode[]>;
  /** Only joins ask by which ports branches came. */
  readonly #hasJoins: boolean;
  readonly #known = new Map<string, Way>();

  constructor({ nodes, edges }: Pick<FlowDocument, "nodes" | "edges">, definitions: NodeDefinitions) {
    this.#nodes = new Map(nodes.map((node) => [node.id, node]));
    this.#definitions = definitions;
    const forward = edges.filter((edge) => edgeKind(edge) !== "compensation" && this.#nodes.has(edge.from));
    this.#arriving = Map.groupBy(forward, ({ to }) => to);
    this.#hasJoins = nodes.some(({ id }) => this.#definitionOf(id)?.behavior === "join");
    this.#children = Map.groupBy(nodes, ({ parent }) => parent);
  }

  before(nodeId: string): Upstream {
    const here = this.#onLevel(nodeId);
    const around = this.containersOf(nodeId).toReversed();
    if (around.length === 0 && this.#definitionOf(nodeId)?.turns === undefined) return here;
    const steps = around.flatMap((container) => [...this.#onLevel(container).steps, ...this.#earlierTurns(container)]);
    return { steps: new Map([...steps, ...this.#earlierTurns(nodeId), ...here.steps]), afterError: here.afterError };
  }

  /** The containers around a node, innermost first. */
  containersOf(nodeId: string): readonly string[] {
    const found: string[] = [];
    for (let at = this.#parentOf(nodeId); at !== undefined && !found.includes(at); at = this.#parentOf(at)) found.push(at);
    return found;
  }

  /** The last nodes of a body: nothing leads on from them. */
  endsOf(container: string): readonly string[] {
    const inside = this.#children.get(container) ?? [];
    const continued = new Set(inside.flatMap(({ id }) => (this.#arriving.get(id) ?? []).map(({ from }) => from)));
    return inside.flatMap(({ id }) => (continued.has(id) ? [] : [id]));
  }

  #parentOf(nodeId: string): string | undefined {
    const parent = this.#nodes.get(nodeId)?.parent;
    return parent !== undefined && this.#nodes.has(parent) ? parent : undefined;
  }

  /** A loop's condition, and each step of its body, sees what the turn before gave. */
  #earlierTurns(container: string): ReadonlyMap<string, boolean> {
    return this.#definitionOf(container)?.turns === undefined ? new Map() : this.#leftBehind(container);
  }

  /** Nodes inside whose outputs stay visible behind the container; that one has run is not sure. */
  #leftBehind(container: string): ReadonlyMap<string, boolean> {
    const definition = this.#definitionOf(container);
    if (definition?.behavior !== "container" || definition.turns?.items !== undefined) return new Map();
    return new Map((this.#children.get(container) ?? []).map(({ id }) => [id, false]));
  }

  #onLevel(nodeId: string): Way {
    const known = this.#known.get(nodeId);
    if (known !== undefined) return known;
    // In a circle, which a draft may hold for a moment, nothing is known of what comes around.
    this.#known.set(nodeId, NOTHING);
    const ways = (this.#arriving.get(nodeId) ?? []).map((edge) => this.#along(edge));
    const meet = this.#waitsForAll(nodeId) && areTogether(ways) ? allOf : oneOf;
    const steps = without(nodeId, meet(ways));
    const way: Way = { steps, afterError: ways.some(({ afterError }) => afterError), ports: agreedPorts(ways) };
    this.#known.set(nodeId, way);
    return way;
  }

  /** A step that failed has no output. */
  #along(edge: FlowEdge): Way {
    const { steps, afterError, ports: before } = this.#onLevel(edge.from);
    const isError = edgeKind(edge) === "error";
    const ports = this.#hasJoins ? new Map(before).set(edge.from, isError ? "error" : (edge.port ?? "")) : before;
    if (isError) return { steps, afterError: true, ports };
    const done = new Map(steps);
    for (const [id, isSure] of this.#leftBehind(edge.from)) done.set(id, isSure);
    return { steps: done.set(edge.from, true), afterError, ports };
  }

  #waitsForAll(nodeId: string): boolean {
    const definition = this.#definitionOf(nodeId);
    return definition?.behavior === "join" && definition.branchesNeeded?.(this.#nodes.get(nodeId)?.config ?? {}) === undefined;
  }

  #definitionOf(nodeId: string) {
    return this.#definitions.get(this.#nodes.get(nodeId)?.kind ?? "");
  }
}

/** Branches that left one node by different ports exclude each other; others run side by side. */
const areTogether = (ways: readonly Way[]): boolean =>
  ways.every((way, index) =>
    ways.slice(index + 1).every((other) => [...way.ports].every(([id, port]) => (other.ports.get(id) ?? port) === port)),
  );

function agreedPorts(ways: readonly Way[]): ReadonlyMap<string, string> {
  if (ways.length === 1) return ways[0]!.ports;
  const ports = new Map(ways.flatMap((way) => [...way.ports]));
  for (const [id, port] of ports) if (ways.some((way) => (way.ports.get(id) ?? port) !== port)) ports.delete(id);
  return ports;
}

function without(nodeId: string, steps: ReadonlyMap<string, boolean>): ReadonlyMap<string, boolean> {
  return steps.has(nodeId) ? new Map([...steps].filter(([id]) => id !== nodeId)) : steps;
}

/** All of them arrive: what one of them has surely done is surely done. */
function allOf(ways: readonly Way[]): ReadonlyMap<string, boolean> {
  const steps = new Map<string, boolean>();
  for (const way of ways) for (const [id, isSure] of way.steps) steps.set(id, isSure || steps.get(id) === true);
  return steps;
}

/** One of them arrives: only what is sure on each of them is sure. */
function oneOf(ways: readonly Way[]): ReadonlyMap<string, boolean> {
  if (ways.length === 1) return ways[0]!.steps;
  const ids = new Set(ways.flatMap((way) => [...way.steps.keys()]));
  return new Map([...ids].map((id) => [id, ways.every((way) => way.steps.get(id) === true)]));
}
