import type { EditBuilder } from "./edit-builder.ts";
import { edgeKey, type EdgeRef } from "./edge-ref.ts";

/** Takes a node out of the drawing: its place, its pin, that it is disabled, its groups, what was written about it, and its sample. */
export function forgetNode(builder: EditBuilder, id: string): void {
  const { pinned, disabled, groups, comments } = builder.draft.layout;
  builder.setLayout(["positions", id], undefined);
  if (pinned?.includes(id)) builder.setLayout(["pinned", pinned.indexOf(id)], undefined);
  if (disabled?.includes(id)) builder.setLayout(["disabled", disabled.indexOf(id)], undefined);
  for (const [groupId, { nodes }] of Object.entries(groups ?? {})) {
    if (nodes.length === 1 && nodes[0] === id) builder.setLayout(["groups", groupId], undefined);
    else if (nodes.includes(id)) builder.setLayout(["groups", groupId, "nodes", nodes.indexOf(id)], undefined);
  }
  for (const [commentId, { on }] of Object.entries(comments ?? {}))
    if ("node" in on && on.node === id) builder.setLayout(["comments", commentId], undefined);
  builder.setSample(id, undefined);
}

/** Takes an edge out of the document, with what was written about it. */
export function forgetEdge(builder: EditBuilder, edge: EdgeRef): void {
  forgetEdgeComments(builder, edge);
  builder.removeEdge(edge);
}

export function forgetEdgeComments(builder: EditBuilder, edge: EdgeRef): void {
  const key = edgeKey(edge);
  for (const [commentId, { on }] of Object.entries(builder.draft.layout.comments ?? {}))
    if ("edge" in on && on.edge === key) builder.setLayout(["comments", commentId], undefined);
}

/** Comments stay with an edge whose name changes. */
export function renameEdgeComments(builder: EditBuilder, before: EdgeRef, after: EdgeRef): void {
  const key = edgeKey(before);
  for (const [commentId, { on }] of Object.entries(builder.draft.layout.comments ?? {}))
    if ("edge" in on && on.edge === key) builder.setLayout(["comments", commentId, "on", "edge"], edgeKey(after));
}

/** A node put between others joins the groups that all of them are in. */
export function joinGroups(builder: EditBuilder, id: string, neighbors: readonly string[]): void {
  for (const [groupId, { nodes }] of Object.entries(builder.draft.layout.groups ?? {}))
    if (neighbors.every((neighbor) => nodes.includes(neighbor)))
      builder.insertInLayoutList(["groups", groupId, "nodes", nodes.length], id);
}
