import type { Problem } from "../../problem.ts";
import { nodeProblem, type NodeEntry, type Rule, type RuleContext } from "../rule.ts";

/** Flow and error edges lead forward only; repetition is a kind of node, not a way of drawing. */
export const noCycle: Rule = {
  codes: ["flow/cycle"],
  check: (context) => findCycles(context).map(toProblem),
};

function toProblem(cycle: readonly NodeEntry[]): Problem {
  const names = [...cycle, cycle[0]!].map(({ node }) => node.id).join(" → ");
  const message = `The nodes ${names} form a cycle.`;
  return nodeProblem(cycle[0]!, { code: "flow/cycle", message, fix: "Remove one of the edges between them." });
}

/** One cycle per edge that leads back to a node on the current path, found depth first without recursion. */
function findCycles({ nodes, connected }: RuleContext): NodeEntry[][] {
  const followers = followersOf(connected);
  const finished = new Set<NodeEntry>();
  const cycles: NodeEntry[][] = [];
  for (const start of nodes) {
    if (!finished.has(start)) walkFrom(start, followers, finished, cycles);
  }
  return cycles;
}

function followersOf(connected: RuleContext["connected"]): ReadonlyMap<NodeEntry, readonly NodeEntry[]> {
  const forward = connected.filter(({ kind }) => kind !== "compensation");
  return new Map([...Map.groupBy(forward, ({ from }) => from)].map(([from, edges]) => [from, edges.map(({ to }) => to)]));
}

function walkFrom(
  start: NodeEntry,
  followers: ReadonlyMap<NodeEntry, readonly NodeEntry[]>,
  finished: Set<NodeEntry>,
  cycles: NodeEntry[][],
): void {
  const path = [start];
  const next = [0];
  while (path.length > 0) {
    const here = path.at(-1)!;
    const follower = followers.get(here)?.[next[next.length - 1]!++];
    if (follower === undefined) {
      finished.add(path.pop()!);
      next.pop();
    } else if (path.includes(follower)) {
      cycles.push(path.slice(path.indexOf(follower)));
    } else if (!finished.has(follower)) {
      path.push(follower);
      next.push(0);
    }
  }
}
