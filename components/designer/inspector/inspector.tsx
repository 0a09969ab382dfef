"use client";

import { edgeKey } from "#engine/core/edit/edge-ref.ts";
import { useDraft } from "#components/shared/draft/use-draft.ts";
import { selectedEdge, useDesigner } from "../designer-context.ts";
import { EdgeInspector } from "./edge-inspector.tsx";
import { FlowInspector } from "./flow-inspector.tsx";
import classes from "./inspector.module.css";
import { NodeInspector } from "./node-inspector.tsx";

interface InspectorProps {
  readonly nodeId: string | undefined;
}

/** What is selected, to be read and changed: a node, an edge, or with nothing selected the flow itself. */
export function Inspector({ nodeId }: InspectorProps) {
  const edgeId = useDesigner(selectedEdge);
  const count = useDesigner((state) => state.selection.nodes.size);
  const node = useDraft(({ draft }) => draft.document.nodes.find(({ id }) => id === nodeId));
  const edge = useDraft(({ draft }) =>
    edgeId === undefined ? undefined : draft.document.edges.find((each) => fitsId(each, edgeId)),
  );
  if (node) return <NodeInspector key={node.id} node={node} />;
  if (edge) return <EdgeInspector key={edgeId} edge={edge} />;
  if (count > 1)
    return <p className={classes["several"]}>{count} nodes are selected. Select one to see and change what it does.</p>;
  return <FlowInspector />;
}

/** The canvas names the default port of an edge that leaves it out. */
const fitsId = (edge: Parameters<typeof edgeKey>[0], id: string): boolean =>
  edgeKey(edge) === id ||
  (edge.port === undefined && id.startsWith(`${edge.from}.`) && id.endsWith(`>${edge.to}`) && isFlowId(edge, id));

const isFlowId = ({ kind = "flow" }: Parameters<typeof edgeKey>[0], id: string): boolean =>
  kind === "flow" && !/\.(?:error|undo)>/.test(id);
