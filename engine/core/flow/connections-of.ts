import type { FlowDocument } from "./flow-document.ts";

/** Names that the nodes of a flow use for connections, each once, in order. */
export const connectionsOf = ({ nodes }: FlowDocument): readonly string[] =>
  [...new Set(nodes.flatMap(({ config }) => (typeof config?.["connection"] === "string" ? [config["connection"]] : [])))].sort();
