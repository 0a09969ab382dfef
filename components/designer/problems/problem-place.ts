import type { Problem } from "#engine/core/problem.ts";
import type { FlowDocument } from "#engine/core/flow/flow-document.ts";
import { edgeKey } from "#engine/core/edit/edge-ref.ts";

/** Where a problem is to be seen: a node and a field of it, an edge, or a field of the flow. */
export interface ProblemPlace {
  readonly nodeId?: string;
  /** Edge ids as the canvas draws them. */
  readonly edgeId?: string;
  /** Inside the node, the edge or the flow: `config/url`; empty for the thing as a whole. */
  readonly field: string;
}

export function placeOf({ path, nodeId }: Pick<Problem, "path" | "nodeId">, { nodes, edges }: FlowDocument): ProblemPlace {
  const [, list, index, field = ""] = /^\/(nodes|edges)\/(\d+)\/?(.*)$/.exec(path) ?? [];
  const node = list === "nodes" ? nodes[Number(index)] : undefined;
  const edge = list === "edges" ? edges[Number(index)] : undefined;
  if (node) return { nodeId: node.id, field };
  if (edge) return { edgeId: edgeKey(edge), field, ...(nodeId === undefined ? {} : { nodeId }) };
  return { field: path.replace(/^\//, ""), ...(nodeId === undefined ? {} : { nodeId }) };
}

/** Problems of a field of a node, with what lies inside it or without. */
export function problemsAtField<Found extends Problem>(
  problems: readonly Found[],
  field: string,
  inside: boolean,
): readonly Found[] {
  return problems.filter(({ path }) => {
    const at = fieldOf(path);
    return at === field || (inside && at.startsWith(`${field}/`));
  });
}

/** The part of a problem's path behind the node, edge or flow it belongs to. */
export const fieldOf = (path: string): string => /^\/(?:nodes|edges)\/\d+\/?(.*)$/.exec(path)?.[1] ?? path.replace(/^\//, "");

/** Of one node: what belongs to it or to an edge that leaves it. */
export const problemsOf = <Found extends Problem>(problems: readonly Found[], nodeId: string): readonly Found[] =>
  problems.filter((problem) => problem.nodeId === nodeId);
