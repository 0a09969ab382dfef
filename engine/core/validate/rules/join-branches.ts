import { nodeLabel, nodeProblem, type Rule } from "../rule.ts";

export const joinBranches: Rule = {
  codes: ["flow/join-single-branch"],
  check: ({ nodes, connected }) =>
    nodes
      .filter(({ definition }) => definition?.behavior === "join")
      .map((entry) => ({ entry, count: connected.filter(({ to, kind }) => to === entry && kind !== "compensation").length }))
      .filter(({ count }) => count < 2)
      .map(({ entry, count }) => {
        const message = `${nodeLabel(entry.node)} is a join with ${count === 0 ? "no branch" : "one branch"} leading to it.`;
        const fix = "Lead the parallel branches to it, or remove it.";
        return nodeProblem(entry, { code: "flow/join-single-branch", severity: "warning", message, fix });
      }),
};
