import { nearestName } from "../../flow/nearest-name.ts";
import { nodeLabel, nodeProblem, suggesting, type Rule } from "../rule.ts";

/** A compensation goes back to a node of this flow. */
export const savepoint: Rule = {
  codes: ["flow/unknown-savepoint"],
  check: ({ nodes, byId }) =>
    nodes.flatMap((entry) => {
      const to = entry.ports === undefined ? undefined : entry.definition?.savepoint?.(entry.config);
      if (to === undefined || byId.has(to)) return [];
      const nearest = nearestName(to, byId.keys());
      const message = `${nodeLabel(entry.node)} goes back to "${to}", and there is no such node.`;
      const fix = nearest === undefined ? "Name a block or another node of this flow." : `Write "${nearest}" instead of "${to}".`;
      return [nodeProblem(entry, { code: "flow/unknown-savepoint", message, fix, ...suggesting(nearest) }, "/config/to")];
    }),
};
