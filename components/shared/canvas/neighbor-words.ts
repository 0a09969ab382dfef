import type { GraphEdge, GraphNode } from "./flow-graph.ts";

const and = new Intl.ListFormat("en", { type: "conjunction" });

/**
 * What comes before and after a node, in words: `After Price the order. Leads to Approve (large) and Charge (small).` For
 * people who do not see the lines.
 */
export function neighborsInWords(
  labels: ReadonlyMap<string, string>,
  arriving: readonly Line[],
  leaving: readonly Line[],
): string {
  const nameOf = (id: string): string => labels.get(id) ?? id;
  const to = (kind: GraphEdge["kind"]): readonly string[] =>
    leaving
      .filter((line) => line.kind === kind)
      .map((line) => nameOf(line.to) + (kind === "flow" && line.label ? ` (${line.label})` : ""));
  const before = arriving.filter(({ kind }) => kind !== "compensation").map(({ from }) => nameOf(from));
  const undoes = arriving.filter(({ kind }) => kind === "compensation").map(({ from }) => nameOf(from));
  return [
    sentence("After", [...new Set(before)]),
    sentence("Undoes", undoes),
    sentence("Leads to", to("flow")),
    sentence("On error to", to("error")),
    sentence("Undone by", to("compensation")),
  ]
    .filter(Boolean)
    .join(" ");
}

type Line = Pick<GraphEdge, "from" | "to" | "kind" | "label">;

const sentence = (words: string, names: readonly GraphNode["label"][]): string =>
  names.length === 0 ? "" : `${words} ${and.format(names)}.`;
