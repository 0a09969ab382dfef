import { nodeLabel, nodeProblem, type Rule } from "../rule.ts";

/** Test cases stand beside a mapping; anywhere else nothing would ever run them. */
export const mappingTests: Rule = {
  codes: ["mapping/misplaced-tests"],
  check: ({ nodes }) =>
    nodes.flatMap((entry) => {
      const { node, definition, config } = entry;
      if (node.tests === undefined || definition === undefined || typeof config["expression"] === "string") return [];
      const message = `${nodeLabel(node)} has tests, but is not a mapping.`;
      return [
        nodeProblem(
          entry,
          { code: "mapping/misplaced-tests", message, fix: 'Move "tests" to a map node, or remove them.' },
          "/tests",
        ),
      ];
    }),
};
