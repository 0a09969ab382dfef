import { ERROR_PORT } from "../../node-definition.ts";
import { nodeLabel, nodeProblem, type ConnectedEdge, type NodeEntry, type Rule, type RuleContext } from "../rule.ts";

/**
 * Branches that start at one fork and meet at an ordinary node run that node once each, which is seldom meant. Branches
 * that meet at a join first are one again; exclusive branches never run together.
 */
export const parallelMerge: Rule = {
  codes: ["flow/parallel-merge"],
  check: (context) => {
    const graph = forwardGraph(context);
    const merges = new Set(forksOf(graph).flatMap((fork) => mergesOf(fork, graph)));
    return [...merges].map((entry) => {
      const message = `${nodeLabel(entry.node)} runs once for each parallel branch that leads to it.`;
      const fix = "Put a join before it if it should run once after all of them.";
      return nodeProblem(entry, { code: "flow/parallel-merge", severity: "warning", message, fix });
    });
  },
};

interface Graph {
  readonly outgoing: ReadonlyMap<NodeEntry, readonly ConnectedEdge[]>;
  readonly incoming: ReadonlyMap<NodeEntry, readonly ConnectedEdge[]>;
}

function forwardGraph({ connected }: RuleContext): Graph {
  const forward = connected.filter(({ kind }) => kind !== "compensation");
  return { outgoing: Map.groupBy(forward, ({ from }) => from), incoming: Map.groupBy(forward, ({ to }) => to) };
}

/** Groups of edges that are taken together: several from one port. */
function forksOf({ outgoing }: Graph): ConnectedEdge[][] {
  return [...outgoing].flatMap(([from, edges]) =>
    [...Map.groupBy(edges, (entry) => portOf(entry, from)).values()].filter((together) => together.length > 1),
  );
}

const portOf = ({ edge, kind }: ConnectedEdge, from: NodeEntry): string =>
  kind === "error" ? ERROR_PORT : (edge.port ?? from.ports?.[0]?.name ?? "");

const isJoin = ({ definition }: NodeEntry): boolean => definition?.behavior === "join";

function mergesOf(fork: readonly ConnectedEdge[], graph: Graph): NodeEntry[] {
  const shared = sharedJoins(fork, graph);
  const behindJoins = [...shared].flatMap((join) => graph.outgoing.get(join) ?? []);
  const branches = [...fork, ...behindJoins].map((edge) => reach(edge, graph, shared));
  const candidates = new Set(branches.flatMap((edges) => [...edges].map(({ to }) => to)));
  return [...candidates].filter((entry) => !isJoin(entry) && meetsAt(entry, branches, graph));
}

/** Joins that more than one branch comes to: behind them there is one branch again. */
function sharedJoins(fork: readonly ConnectedEdge[], graph: Graph): ReadonlySet<NodeEntry> {
  const seen = new Set<NodeEntry>();
  const shared = new Set<NodeEntry>();
  for (const edge of fork) {
    for (const join of new Set([...reach(edge, graph, new Set())].map(({ to }) => to).filter(isJoin))) {
      if (seen.has(join)) shared.add(join);
      seen.add(join);
    }
  }
  return shared;
}

/** Edges a branch can take, without going on behind the given nodes. */
function reach(first: ConnectedEdge, { outgoing }: Graph, stopAt: ReadonlySet<NodeEntry>): ReadonlySet<ConnectedEdge> {
  const taken = new Set([first]);
  for (const { to } of taken) {
    if (!stopAt.has(to)) for (const edge of outgoing.get(to) ?? []) taken.add(edge);
  }
  return taken;
}

/** Two branches arrive here, each by an edge the other does not take; where they met before, that earlier node is the merge. */
function meetsAt(entry: NodeEntry, branches: readonly ReadonlySet<ConnectedEdge>[], { incoming }: Graph): boolean {
  const takers = (incoming.get(entry) ?? []).map((edge) => new Set(branches.filter((branch) => branch.has(edge))));
  return takers.some((left) => takers.some((right) => hasOwn(left, right) && hasOwn(right, left)));
}

const hasOwn = <Item>(items: ReadonlySet<Item>, others: ReadonlySet<Item>): boolean =>
  [...items].some((item) => !others.has(item));
