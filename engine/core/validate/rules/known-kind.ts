import { nearestName } from "../../flow/nearest-name.ts";
import { nodeLabel, nodeProblem, suggesting, type Rule } from "../rule.ts";

export const knownKind: Rule = {
  codes: ["flow/unknown-kind"],
  check: ({ nodes, definitions }) =>
    nodes
      .filter(({ definition }) => definition === undefined)
      .map((entry) => {
        const { kind } = entry.node;
        const nearest = nearestName(kind, definitions.keys());
        const message = `${nodeLabel(entry.node)} is of the unknown kind "${kind}".`;
        const fix =
          nearest === undefined
            ? `Use one of ${[...definitions.keys()].toSorted().join(", ")}.`
            : `Write "${nearest}" instead of "${kind}".`;
        return nodeProblem(entry, { code: "flow/unknown-kind", message, fix, ...suggesting(nearest) }, "/kind");
      }),
};
