import { edgeProblem, type EdgeEntry, type Rule } from "../rule.ts";

export const duplicateEdge: Rule = {
  codes: ["flow/duplicate-edge"],
  check: ({ edges }) => {
    const seen = new Set<string>();
    return edges.flatMap((entry) => {
      const key = edgeKey(entry);
      const isRepeat = seen.has(key);
      seen.add(key);
      const message = `The edge from "${entry.edge.from}" to "${entry.edge.to}" is drawn twice.`;
      return isRepeat ? [edgeProblem(entry, { code: "flow/duplicate-edge", message, fix: "Remove one of the two edges." })] : [];
    });
  },
};

/** An edge without a port and one that names the default port are the same. */
function edgeKey({ edge, kind, from }: EdgeEntry): string {
  const defaultPort = kind === "flow" ? from?.ports?.[0]?.name : undefined;
  const port = kind === "flow" ? (edge.port ?? defaultPort ?? "") : "";
  return [edge.from, edge.to, kind, port].join(" ");
}
