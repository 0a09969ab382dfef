import type { FlowGraph, GraphNode } from "../../compile/flow-graph.ts";
import { ERROR_PORT } from "../../node-definition.ts";

/**
 * How a scope (the flow, or the body of a container) is written as a statechart. A flow is any acyclic graph; a statechart
 * nests. Where every fork is narrow, its branches keep apart, and they all meet in one join or never, a fork is a `parallel`
 * state. Otherwise the scope is cut into pieces without parallelism, and an actor spawns them.
 */
export interface Region {
  readonly entries: readonly string[];
  readonly states: readonly RegionState[];
}

export type RegionState =
  | { readonly type: "node"; readonly graphNode: GraphNode; readonly exits: readonly Exit[] }
  | { readonly type: "fork"; readonly name: string; readonly branches: readonly Region[]; readonly then: Target };

/** Where a port leads. */
export interface Exit {
  readonly port: string;
  readonly to: Target;
}

export type Target =
  | { readonly type: "state"; readonly name: string }
  /** The region is over: its branch has arrived where branches meet. */
  | { readonly type: "arrive" }
  /** The branch ends after this node. */
  | { readonly type: "end" }
  | { readonly type: "fail"; readonly code: string; readonly port: string }
  /** Nothing handles the failure of the step. */
  | { readonly type: "unhandled" };

/** A state chart with more regions than this is slow, and nobody reads it. */
const WIDEST_FORK = 8;

class DoesNotNest extends Error {}

/** The nodes reached from `entries` as nested states; `undefined` when they do not nest. */
export function shapeScope(graph: FlowGraph, entries: readonly string[], areParallel: boolean): Region | undefined {
  const shaper = new Shaper(graph);
  try {
    if (!areParallel || entries.length === 1) return shaper.region(entries, undefined);
    const fork = shaper.fork("_begin", entries, undefined);
    return { entries: ["_begin"], states: shaper.withRest(fork) };
  } catch (error) {
    if (error instanceof DoesNotNest) return undefined;
    throw error;
  }
}

type Fork = Extract<RegionState, { type: "fork" }>;

class Shaper {
  readonly #graph: FlowGraph;
  constructor(graph: FlowGraph) {
    this.#graph = graph;
  }

  /** States from the entries up to `stop`, in the order in which a run can come to them. */
  region(entries: readonly string[], stop: string | undefined): Region {
    const states: RegionState[] = [];
    const seen = new Set<string>();
    const pending = [...entries];
    for (let id = pending.shift(); id !== undefined; id = pending.shift()) {
      if (seen.has(id) || id === stop) continue;
      seen.add(id);
      const graphNode = this.#graph.byId.get(id)!;
      const forks: Fork[] = [];
      const exits = exitsOf(graphNode).map(({ port, targets }) => ({
        port,
        to: this.#target(graphNode, port, targets, stop, forks),
      }));
      states.push({ type: "node", graphNode, exits }, ...forks);
      for (const { to } of [...exits, ...forks.map(({ then }) => ({ to: then }))]) {
        if (to.type === "state" && this.#graph.byId.has(to.name)) pending.push(to.name);
      }
    }
    return { entries, states };
  }

  /** A fork at the beginning of a body, with what comes behind its branches. */
  withRest(fork: Fork): readonly RegionState[] {
    const { then } = fork;
    return then.type === "state" ? [fork, ...this.region([then.name], undefined).states] : [fork];
  }

  #target(node: GraphNode, port: string, targets: readonly string[], stop: string | undefined, forks: Fork[]): Target {
    if (targets.length === 0) return unconnected(node, port);
    if (targets.length === 1) return targets[0] === stop ? { type: "arrive" } : { type: "state", name: targets[0]! };
    const name = `_from_${node.node.id}_${port}`;
    forks.push(this.fork(name, targets, stop));
    return { type: "state", name };
  }

  fork(name: string, targets: readonly string[], stop: string | undefined): Fork {
    if (targets.length > WIDEST_FORK) throw new DoesNotNest();
    const meeting = this.#meetingOf(targets);
    const stopHere = meeting ?? stop;
    const branches = targets.map((target) =>
      target === meeting ? { entries: [], states: [] } : this.region([target], stopHere),
    );
    if (meeting !== undefined && branches.some(hasDeadEnd)) throw new DoesNotNest();
    this.#requireApart(branches, meeting);
    if (meeting === undefined) return { type: "fork", name, branches, then: { type: "arrive" } };
    return { type: "fork", name, branches, then: meeting === stop ? { type: "arrive" } : { type: "state", name: meeting } };
  }

  /** The first node that several branches lead to: it must be a join that waits for all. */
  #meetingOf(targets: readonly string[]): string | undefined {
    const reach = targets.map((target) => this.#reach(target));
    const shared = this.#graph.nodes.find(({ node: { id } }) => reach.filter((set) => set.has(id)).length > 1);
    if (!shared) return undefined;
    const { node, definition } = shared;
    const waitsForAll = definition.behavior === "join" && definition.branchesNeeded?.(node.config ?? {}) === undefined;
    if (!waitsForAll || reach.some((set) => !set.has(node.id))) throw new DoesNotNest();
    return node.id;
  }

  #reach(from: string): ReadonlySet<string> {
    const seen = new Set([from]);
    const pending = [from];
    for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
      for (const target of [...this.#graph.byId.get(id)!.targets.values()].flat()) {
        if (!seen.has(target)) pending.push(target);
        seen.add(target);
      }
    }
    return seen;
  }

  /** No node is in two branches, and nothing leads into a branch from elsewhere. */
  #requireApart(branches: readonly Region[], meeting: string | undefined): void {
    const sets = branches.map((branch) => new Set(nodesIn(branch)));
    const all = new Set(sets.flatMap((set) => [...set]));
    if (sets.reduce((sum, set) => sum + set.size, 0) !== all.size) throw new DoesNotNest();
    const joinSources = meeting === undefined ? [] : this.#graph.byId.get(meeting)!.sources;
    const forkIsSource = meeting !== undefined && branches.some(({ states }) => states.length === 0);
    if (!forkIsSource && joinSources.some(({ from }) => !all.has(from))) throw new DoesNotNest();
  }
}

/** Ids of the nodes of a region, inner ones too. */
export const nodesIn = ({ states }: Region): readonly string[] =>
  states.flatMap((state) => (state.type === "node" ? [state.graphNode.node.id] : state.branches.flatMap(nodesIn)));

/** A branch that may end without arriving: then nobody comes to the join from it, and a parallel state would wait on. */
const hasDeadEnd = ({ states }: Region): boolean =>
  states.some((state) =>
    state.type === "node"
      ? state.exits.some(({ to }) => to.type === "end") && state.graphNode.definition.behavior !== "stop"
      : state.branches.some(hasDeadEnd),
  );

/** The ports of a node with what they lead to; the failure of a step is one more. */
export function exitsOf({ ports, targets, definition }: GraphNode): readonly { port: string; targets: readonly string[] }[] {
  const names = definition.behavior === "stop" ? ["out"] : ports.map(({ name }) => name);
  return [...names, ERROR_PORT].map((port) => ({ port, targets: targets.get(port) ?? [] }));
}

export function unconnected({ ports }: GraphNode, port: string): Target {
  if (port === ERROR_PORT) return { type: "unhandled" };
  const spec = ports.find(({ name }) => name === port);
  return spec?.whenUnconnected === "fail"
    ? { type: "fail", code: spec.failureCode ?? "port/unconnected", port }
    : { type: "end" };
}
