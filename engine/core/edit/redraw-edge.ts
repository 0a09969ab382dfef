import type { FlowEdge } from "../flow/flow-document.ts";
import type { EditBuilder } from "./edit-builder.ts";
import type { EdgeRef } from "./edge-ref.ts";
import { refAfter } from "./invert-edit.ts";
import { renameEdgeComments } from "./layout-cleanup.ts";

/** Leads an edge elsewhere; its place in the list, its other data and the comments on it stay. Gives its new name. */
export function redrawEdge(builder: EditBuilder, edge: EdgeRef, next: EdgeRef): EdgeRef {
  let ref = edge;
  for (const key of ["from", "to", "kind", "port"] as const) {
    if (ref[key] === next[key]) continue;
    builder.setEdge(ref, [key], next[key]);
    ref = refAfter(ref, [key], next[key]);
  }
  renameEdgeComments(builder, edge, ref);
  return ref;
}

/** The only edge of a list, when it is one. */
export const onlyEdge = (edges: readonly FlowEdge[]): FlowEdge | undefined => (edges.length === 1 ? edges[0] : undefined);
