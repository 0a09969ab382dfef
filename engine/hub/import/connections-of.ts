import type { FlowDocument } from "../../core/flow/flow-document.ts";

/** Names that the nodes of a flow use for connections, each once. */
export const connectionsOf = ({ nodes }: FlowDocument): readonly string[] =>
  [
    ...new Set(nodes.flatMap(({ config }) => (typeof config?.["connection"] === "string" ? [config["connection"]] : []))),
  ].toSorted();
