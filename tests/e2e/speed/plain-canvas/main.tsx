import "@xyflow/react/dist/style.css";
import { ReactFlow, type Edge, type Node } from "@xyflow/react";
import { createRoot } from "react-dom/client";
import { largeFlow } from "../large-flow.ts";

/** React Flow as its first example uses it, with the nodes and edges of the flow it is compared with. */
const { document: flow, layout } = largeFlow("plain");
const nodes: Node[] = flow.nodes.map(({ id, name }) => ({
  id,
  position: layout.positions[id]!,
  data: { label: name ?? id },
  style: { width: 232, height: 58 },
}));
const edges: Edge[] = flow.edges.map(({ from, to, port }) => ({
  id: `${from}.${port ?? ""}>${to}`,
  source: from,
  target: to,
  type: "smoothstep",
}));

createRoot(document.getElementById("root")!).render(
  <ReactFlow defaultNodes={nodes} defaultEdges={edges} fitView minZoom={0.02} />,
);
