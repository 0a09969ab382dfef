import { nodeLabel, nodeProblem, type Rule } from "../rule.ts";

/** What an import could not translate must be rebuilt before the flow goes live. */
export const placeholder: Rule = {
  codes: ["flow/placeholder"],
  check: ({ nodes }) =>
    nodes
      .filter(({ node }) => node.kind === "placeholder")
      .map((entry) => {
        const { was, why } = entry.config;
        const message = `${nodeLabel(entry.node)} stands for "${String(was)}", which was not translated.`;
        const fix = typeof why === "string" ? why : "Put nodes in its place that do what it did, and remove it.";
        return nodeProblem(entry, { code: "flow/placeholder", message, fix }, "/kind");
      }),
};
