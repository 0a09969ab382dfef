import { edgeKind, type EdgeKind, type FlowEdge } from "../flow/flow-document.ts";

/** Names an edge by what it is, not by where it stands in the list, so that others may add and remove edges meanwhile. */
export interface EdgeRef {
  readonly from: string;
  readonly to: string;
  readonly port?: string | undefined;
  readonly kind?: EdgeKind | undefined;
}

export function edgeRef({ from, port, kind, to }: FlowEdge): EdgeRef {
  return { from, ...(port === undefined ? {} : { port }), ...(kind === undefined ? {} : { kind }), to };
}

/** An edge without a kind is a flow edge; one without a port is not the same as one that names the default port. */
export const isSameEdge = (left: EdgeRef, right: EdgeRef): boolean =>
  left.from === right.from && left.to === right.to && left.port === right.port && edgeKind(left) === edgeKind(right);

/** Place of the first such edge in `document.edges`; -1 when there is none. */
export const edgeIndex = (edges: readonly FlowEdge[], ref: EdgeRef): number => edges.findIndex((edge) => isSameEdge(edge, ref));

/** `from.port>to`, as comments in the layout name an edge; error and undo edges have their kind in place of the port. */
export function edgeKey(edge: EdgeRef): string {
  const kind = edgeKind(edge);
  const port = kind === "flow" ? (edge.port ?? "") : kind === "error" ? "error" : "undo";
  return `${edge.from}.${port}>${edge.to}`;
}
