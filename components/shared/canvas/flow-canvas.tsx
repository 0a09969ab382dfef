"use client";

import "@xyflow/react/dist/style.css";
import { ActionIcon, Tooltip, useComputedColorScheme } from "@mantine/core";
import { Background, BackgroundVariant, MarkerType, Panel, ReactFlow, ReactFlowProvider, useReactFlow } from "@xyflow/react";
import { IconMaximize, IconMinus, IconPlus } from "@tabler/icons-react";
import { useEffect, useMemo, useRef, type KeyboardEvent } from "react";
import { ariaTexts } from "./aria-texts.ts";
import classes from "./flow-canvas.module.css";
import { FlowEdgeLine, type CanvasEdge, type EdgeRunState } from "./flow-edge.tsx";
import { NODE_WIDTH, type FlowGraph, type GraphEdge } from "./flow-graph.ts";
import { directionOfKey, neighborOf } from "./neighbor.ts";
import { NodeCard, type CanvasNode } from "./node-card.tsx";
import type { NodeRunState } from "./step-state.ts";

const nodeTypes = { card: NodeCard };
const edgeTypes = { flow: FlowEdgeLine };
/** Above this, boxes outside the view leave the page; below, all stay so that Tab reaches every one. */
const MOUNT_ALL_BELOW = 200;
const FIT = { padding: 0.07, maxZoom: 1, minZoom: 0.2 };

export interface FlowCanvasProps {
  readonly graph: FlowGraph;
  readonly selected: string | undefined;
  readonly onSelect: (nodeId: string | undefined) => void;
  /** Present while looking at a run. */
  readonly run?: {
    readonly nodes: Readonly<Record<string, NodeRunState>>;
    readonly edges: Readonly<Record<string, EdgeRunState>>;
  };
}

/** A flow, read-only; with `run`, its nodes and edges show what that run did. */
export function FlowCanvas(props: FlowCanvasProps) {
  return (
    <ReactFlowProvider>
      <Canvas {...props} />
    </ReactFlowProvider>
  );
}

function Canvas({ graph, selected, onSelect, run }: FlowCanvasProps) {
  const wrapper = useRef<HTMLDivElement>(null);
  const nodes = useMemo(
    () => graph.nodes.map((node) => toCanvasNode(node, run?.nodes[node.id], selected === node.id)),
    [graph, run?.nodes, selected],
  );
  const edges = useMemo(() => graph.edges.map((edge) => toCanvasEdge(edge, run?.edges[edge.id])), [graph, run?.edges]);
  useFitOnResize(wrapper);
  const scheme = useComputedColorScheme("light");

  const onKeyDown = (event: KeyboardEvent): void => {
    const target = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>(".react-flow__node") : null;
    const nodeId = target?.dataset["id"];
    if (nodeId === undefined) return;
    if (event.key === "Enter" || event.key === " ") onSelect(nodeId);
    else if (event.key === "Escape") onSelect(undefined);
    else if (directionOfKey[event.key]) focusNode(wrapper.current, neighborOf(graph.nodes, nodeId, directionOfKey[event.key]!));
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div ref={wrapper} className={classes["canvas"]} onKeyDownCapture={onKeyDown}>
      <ReactFlow<CanvasNode, CanvasEdge>
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        colorMode={scheme}
        aria-label={ariaTexts.canvas}
        ariaLabelConfig={ariaTexts.reactFlow}
        nodesDraggable={false}
        nodesConnectable={false}
        edgesFocusable={false}
        deleteKeyCode={null}
        selectionKeyCode={null}
        onlyRenderVisibleElements={graph.nodes.length > MOUNT_ALL_BELOW}
        minZoom={0.1}
        maxZoom={1.6}
        fitView
        fitViewOptions={FIT}
        panOnScroll
        onNodeClick={(_event, node) => onSelect(node.id)}
        onPaneClick={() => onSelect(undefined)}
        proOptions={{ hideAttribution: true }}
      >
        <Background variant={BackgroundVariant.Dots} gap={20} size={1.4} color="var(--canvas-dot)" bgColor="var(--canvas)" />
        <ZoomControls />
      </ReactFlow>
    </div>
  );
}

function ZoomControls() {
  const { zoomIn, zoomOut, fitView } = useReactFlow();
  const actions = [
    { label: ariaTexts.zoomOut, icon: IconMinus, run: () => zoomOut({ duration: 120 }) },
    { label: ariaTexts.zoomIn, icon: IconPlus, run: () => zoomIn({ duration: 120 }) },
    { label: ariaTexts.fit, icon: IconMaximize, run: () => fitView({ ...FIT, duration: 160 }) },
  ];
  return (
    <Panel position="bottom-left" className={classes["controls"] ?? ""}>
      {actions.map(({ label, icon: Glyph, run }) => (
        <Tooltip key={label} label={label}>
          <ActionIcon variant="subtle" color="gray" size={28} aria-label={label} onClick={() => void run()}>
            <Glyph size={15} />
          </ActionIcon>
        </Tooltip>
      ))}
    </Panel>
  );
}

function toCanvasNode(node: FlowGraph["nodes"][number], run: NodeRunState | undefined, isSelected: boolean): CanvasNode {
  return {
    id: node.id,
    type: "card",
    position: { x: node.x, y: node.y },
    width: NODE_WIDTH,
    height: node.height,
    data: { node, run },
    selected: isSelected,
    ariaLabel: ariaTexts.node(node, run),
    ariaRole: "button",
    domAttributes: { "aria-pressed": isSelected },
  };
}

function toCanvasEdge(edge: GraphEdge, run: EdgeRunState | undefined): CanvasEdge {
  const isCompensation = edge.kind === "compensation";
  const color =
    edge.kind === "error"
      ? "var(--bad)"
      : isCompensation
        ? "var(--warn)"
        : run?.flowing
          ? "var(--info)"
          : run?.taken
            ? "var(--ink-2)"
            : "var(--edge)";
  const marker = { type: MarkerType.ArrowClosed, color, width: 14, height: 14, markerUnits: "userSpaceOnUse" };
  return {
    id: edge.id,
    type: "flow",
    source: edge.from,
    target: edge.to,
    ...(edge.label === undefined ? {} : { sourceHandle: edge.port }),
    ...(isCompensation ? { targetHandle: "top" } : {}),
    markerEnd: marker,
    data: { edge, run },
  };
}

function focusNode(wrapper: HTMLElement | null, nodeId: string | undefined): void {
  if (nodeId === undefined) return;
  wrapper?.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(nodeId)}"]`)?.focus();
}

/** Keeps the whole flow in view when the window or a panel changes size, until the person moves the canvas. */
function useFitOnResize(wrapper: { readonly current: HTMLElement | null }): void {
  const { fitView } = useReactFlow();
  useEffect(() => {
    const element = wrapper.current;
    if (!element) return;
    let frame = 0;
    const observer = new ResizeObserver(() => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => void fitView(FIT));
    });
    observer.observe(element);
    return () => {
      cancelAnimationFrame(frame);
      observer.disconnect();
    };
  }, [fitView, wrapper]);
}
