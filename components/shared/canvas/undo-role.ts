import type { GraphNode } from "./flow-graph.ts";

/** What a node is to the undo of its flow, in words. */
export const undoRoleWords: Readonly<Record<NonNullable<GraphNode["undoRole"]>, string>> = {
  pivot: "Point of no return",
  undo: "Runs only to undo",
};
