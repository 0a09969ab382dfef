import { nodeLabel, nodeProblem, type Rule } from "../rule.ts";

export const duplicateNode: Rule = {
  codes: ["flow/duplicate-node"],
  check: ({ nodes, byId }) =>
    nodes
      .filter((entry) => byId.get(entry.node.id) !== entry)
      .map((entry) => {
        const first = byId.get(entry.node.id)!;
        const message = `${nodeLabel(entry.node)} has the same id as node ${first.index + 1} of the list.`;
        return nodeProblem(
          entry,
          { code: "flow/duplicate-node", message, fix: `Give one of them another id than "${entry.node.id}".` },
          "/id",
        );
      }),
};
