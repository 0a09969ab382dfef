import { stringify } from "yaml";
import { isInside, withBodies } from "../flow-shape.ts";
import type { FlowDraft } from "../flow-draft.ts";

/** Nodes, what is inside them and the edges between them, as YAML text that `pasteNodes` takes, here or in another flow. */
export function copyNodes(draft: FlowDraft, nodeIds: readonly string[]): string {
  const { document, layout } = draft;
  const nodes = withBodies(document.nodes, nodeIds);
  const ids = new Set(nodes.map(({ id }) => id));
  const isLoose = (parent: string): boolean => !nodeIds.some((id) => isInside(document.nodes, parent, id));
  const fragment = {
    nodes: nodes.map(({ parent, ...node }) => (parent === undefined || isLoose(parent) ? node : { ...node, parent })),
    edges: document.edges.filter(({ from, to }) => ids.has(from) && ids.has(to)),
    positions: Object.fromEntries(Object.entries(layout.positions).filter(([id]) => ids.has(id))),
  };
  return stringify(fragment, { lineWidth: 0, aliasDuplicateObjects: false });
}
