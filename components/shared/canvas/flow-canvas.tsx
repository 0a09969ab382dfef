"use client";

import "@xyflow/react/dist/style.css";
import { ActionIcon, Tooltip, useComputedColorScheme } from "@mantine/core";
import {
  Background,
  BackgroundVariant,
  MarkerType,
  MiniMap,
  Panel,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
  useStore,
} from "@xyflow/react";
import { IconMaximize, IconMinus, IconPlus } from "@tabler/icons-react";
import { useMemo, useRef, type KeyboardEvent } from "react";
import { ariaTexts } from "./aria-texts.ts";
import { ContainerFrame } from "./container-frame.tsx";
import classes from "./flow-canvas.module.css";
import { FlowEdgeLine, type CanvasEdge, type EdgeRunState } from "./flow-edge.tsx";
import { BOTTOM_ANCHOR, type FlowGraph, type GraphEdge, type GraphNode } from "./flow-graph.ts";
import { boundsOf, isVisible } from "./framing.ts";
import { directionOfKey, neighborOf } from "./neighbor.ts";
import { NodeCard, type CanvasNode } from "./node-card.tsx";
import { stepStates, type NodeRunState } from "./step-state.ts";
import { useFraming, type Framing } from "./use-framing.ts";

const nodeTypes = { card: NodeCard, container: ContainerFrame };
const edgeTypes = { flow: FlowEdgeLine };
/** Above this, boxes outside the view leave the page; below, all stay so that Tab reaches every one. */
const MOUNT_ALL_BELOW = 200;
/** Deeper than any body of a flow can be. */
const MAX_DEPTH = 1_000;
const MAP_SIZE = { width: 148, height: 92 };
const SMALL_MAP_SIZE = { width: 96, height: 64 };
/** On a canvas narrower than this the map takes less of it. */
const SMALL_CANVAS = 560;

export interface FlowCanvasProps {
  readonly graph: FlowGraph;
  readonly selected: string | undefined;
  readonly onSelect: (nodeId: string | undefined) => void;
  /** The node to show when not all of the flow can be seen; the first one without it. */
  readonly anchor?: string | undefined;
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

function Canvas({ graph, selected, onSelect, anchor, run }: FlowCanvasProps) {
  const wrapper = useRef<HTMLDivElement>(null);
  const filled = useMemo(() => new Set(graph.nodes.map(({ parent }) => parent)), [graph]);
  const nodes = useMemo(
    () => graph.nodes.map((node) => toCanvasNode(node, run?.nodes[node.id], selected === node.id, !filled.has(node.id))),
    [filled, graph, run?.nodes, selected],
  );
  const edges = useMemo(() => graph.edges.map((edge) => toCanvasEdge(edge, run?.edges[edge.id])), [graph, run?.edges]);
  const framing = useFraming(graph, graph.nodes.find(({ id }) => id === anchor) ?? graph.nodes[0]);
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
        elevateNodesOnSelect={false}
        deleteKeyCode={null}
        selectionKeyCode={null}
        onlyRenderVisibleElements={graph.nodes.length > MOUNT_ALL_BELOW}
        minZoom={0.1}
        maxZoom={1.6}
        panOnScroll
        onMoveStart={(event) => {
          if (event) framing.release();
        }}
        onNodeClick={(_event, node) => onSelect(node.id)}
        onPaneClick={() => onSelect(undefined)}
        proOptions={{ hideAttribution: true }}
      >
        <Background variant={BackgroundVariant.Dots} gap={20} size={1.4} color="var(--canvas-dot)" bgColor="var(--canvas)" />
        <ZoomControls framing={framing} />
        <Overview graph={graph} />
      </ReactFlow>
    </div>
  );
}

/** A small map of the whole, shown while a part of the flow is out of sight. */
function Overview({ graph }: { readonly graph: FlowGraph }) {
  const bounds = useMemo(() => boundsOf(graph.nodes), [graph]);
  const isWhole = useStore(({ transform: [x, y, zoom], width, height }) => isVisible(bounds, { x, y, zoom }, { width, height }));
  const isSmall = useStore(({ width }) => width < SMALL_CANVAS);
  if (isWhole) return null;
  return (
    <MiniMap<CanvasNode>
      pannable
      position="bottom-right"
      className={classes["map"] ?? ""}
      style={isSmall ? SMALL_MAP_SIZE : MAP_SIZE}
      ariaLabel={ariaTexts.map}
      bgColor="var(--surface)"
      maskColor="var(--map-mask)"
      nodeColor={colorOnMap}
      nodeBorderRadius={20}
    />
  );
}

const colorOnMap = ({ data: { node, run } }: CanvasNode): string => (node.isContainer ? "var(--hover)" : colorOfCard(node, run));

const colorOfCard = (node: GraphNode, run: NodeRunState | undefined): string =>
  run && run.state !== "idle" && stepStates[run.state].tone !== "quiet"
    ? `var(--${stepStates[run.state].tone})`
    : run
      ? "var(--edge)"
      : `var(--cat-${node.category})`;

function ZoomControls({ framing }: { readonly framing: Framing }) {
  const { zoomIn, zoomOut } = useReactFlow();
  const zoom = (change: typeof zoomIn) => () => {
    framing.release();
    void change({ duration: 120 });
  };
  const actions = [
    { label: ariaTexts.zoomOut, icon: IconMinus, run: zoom(zoomOut) },
    { label: ariaTexts.zoomIn, icon: IconPlus, run: zoom(zoomIn) },
    { label: ariaTexts.fit, icon: IconMaximize, run: framing.fit },
  ];
  return (
    <Panel position="bottom-left" className={classes["controls"] ?? ""}>
      {actions.map(({ label, icon: Glyph, run }) => (
        <Tooltip key={label} label={label}>
          <ActionIcon variant="subtle" color="gray" size={28} aria-label={label} onClick={run}>
            <Glyph size={15} />
          </ActionIcon>
        </Tooltip>
      ))}
    </Panel>
  );
}

/** Frames lie below the lines, outer ones lowest, and cards above them. */
const levelOf = ({ isContainer, inside }: GraphNode): number => (isContainer ? inside.length - MAX_DEPTH : 0);

function toCanvasNode(node: GraphNode, run: NodeRunState | undefined, isSelected: boolean, isEmpty: boolean): CanvasNode {
  return {
    id: node.id,
    type: node.isContainer ? "container" : "card",
    position: { x: node.x, y: node.y },
    width: node.width,
    height: node.height,
    zIndex: levelOf(node),
    data: { node, run, isEmpty: node.isContainer && isEmpty },
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
    ...sourceAnchor(edge),
    ...(edge.sides.enters === "top" ? { targetHandle: "top" } : {}),
    markerEnd: marker,
    data: { edge, run },
  };
}

function sourceAnchor({ label, port, sides }: GraphEdge): { readonly sourceHandle?: string } {
  if (label !== undefined) return { sourceHandle: port };
  return sides.leaves === "bottom" ? { sourceHandle: BOTTOM_ANCHOR } : {};
}

function focusNode(wrapper: HTMLElement | null, nodeId: string | undefined): void {
  if (nodeId === undefined) return;
  wrapper?.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(nodeId)}"]`)?.focus();
}
