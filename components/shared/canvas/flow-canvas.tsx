"use client";

import "@xyflow/react/dist/style.css";
import { ActionIcon, Tooltip, useComputedColorScheme } from "@mantine/core";
import {
  Background,
  BackgroundVariant,
  MiniMap,
  Panel,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
  useStore,
} from "@xyflow/react";
import { IconMaximize, IconMinus, IconPlus } from "@tabler/icons-react";
import { useMemo, useRef, useState, type KeyboardEvent } from "react";
import { ariaTexts } from "./aria-texts.ts";
import { BoxEditingContext, type CanvasEditing } from "./canvas-editing.ts";
import { createEdgeItems, createNodeItems } from "./canvas-items.ts";
import type { CanvasMarks } from "./canvas-mark.ts";
import { CanvasMotion } from "./canvas-motion.tsx";
import { ContainerFrame } from "./container-frame.tsx";
import { FarView } from "./far-view.tsx";
import classes from "./flow-canvas.module.css";
import { FlowEdgeLine, type CanvasEdge, type EdgeRunState } from "./flow-edge.tsx";
import type { FlowGraph, GraphNode } from "./flow-graph.ts";
import { boundsOf, FIT, isVisible } from "./framing.ts";
import { directionOfKey, neighborOf } from "./neighbor.ts";
import type { CanvasNode } from "./canvas-node.ts";
import { NodeCard } from "./node-card.tsx";
import { stepStates, type NodeRunState } from "./step-state.ts";
import { useFraming, type Framing } from "./use-framing.ts";
import { detailOf } from "./zoom-level.ts";

const nodeTypes = { card: NodeCard, container: ContainerFrame };
const edgeTypes = { flow: FlowEdgeLine };
/** Above this, boxes outside the view leave the page; below, all stay so that Tab reaches every one. */
const MOUNT_ALL_BELOW = 200;
const NO_EDGES: ReadonlySet<string> = new Set();
const NO_BOXES: CanvasNode[] = [];
const NO_LINES: CanvasEdge[] = [];
const MAP_SIZE = { width: 148, height: 92 };
const SMALL_MAP_SIZE = { width: 96, height: 64 };
/** On a canvas narrower than this the map takes less of it. */
const SMALL_CANVAS = 560;

export interface FlowCanvasProps {
  readonly graph: FlowGraph;
  readonly selected: string | undefined;
  readonly onSelect: (nodeId: string | undefined) => void;
  /** Present where lines can be chosen while nothing is edited. */
  readonly edges?: { readonly selected: string | undefined; readonly onSelect: (edgeId: string) => void };
  /** The node to show when not all of the flow can be seen; the first one without it. */
  readonly anchor?: string | undefined;
  /** Present while looking at a run. */
  readonly run?: {
    readonly nodes: Readonly<Record<string, NodeRunState>>;
    readonly edges: Readonly<Record<string, EdgeRunState>>;
  };
  /** What the page says about nodes and edges. */
  readonly marks?: CanvasMarks | undefined;
  /** Present in the designer, which then also handles the keys. */
  readonly editing?: CanvasEditing;
}

/** A flow. With `run`, its nodes and edges show what that run did; with `editing`, it can be changed. */
export function FlowCanvas(props: FlowCanvasProps) {
  return (
    <ReactFlowProvider>
      <Canvas {...props} />
    </ReactFlowProvider>
  );
}

/** Nothing that React Flow draws for a large flow seen from afar, and otherwise what looks as before is the same object. */
function useCanvasItems({ graph, selected, edges: chosen, run, marks, editing }: FlowCanvasProps) {
  const [nodeItems] = useState(createNodeItems);
  const [edgeItems] = useState(createEdgeItems);
  const one = useMemo(() => new Set(selected === undefined ? [] : [selected]), [selected]);
  const selectedNodes = editing?.selection.nodes ?? one;
  const edge = chosen?.selected;
  const oneEdge = useMemo(() => (edge === undefined ? NO_EDGES : new Set([edge])), [edge]);
  const selectedEdges = editing?.selection.edges ?? oneEdge;
  const moving = editing?.moving;
  const nodes = useMemo(
    () => nodeItems(graph, { runs: run?.nodes, marks: marks?.nodes, selected: selectedNodes, moving }),
    [graph, marks?.nodes, moving, nodeItems, run?.nodes, selectedNodes],
  );
  const edges = useMemo(
    () => edgeItems(graph, { runs: run?.edges, marks: marks?.edges, selected: selectedEdges }),
    [edgeItems, graph, marks?.edges, run?.edges, selectedEdges],
  );
  const detail = useStore(detailOf);
  const isFar = detail === "dot" && graph.nodes.length > MOUNT_ALL_BELOW;
  return { nodes: isFar ? NO_BOXES : nodes, edges: isFar ? NO_LINES : edges, selectedNodes, detail, isFar };
}

function Canvas(props: FlowCanvasProps) {
  const { graph, onSelect, anchor, run, marks, editing } = props;
  const wrapper = useRef<HTMLDivElement>(null);
  const { nodes, edges, selectedNodes, detail, isFar } = useCanvasItems(props);
  const framing = useFraming(graph, graph.nodes.find(({ id }) => id === anchor) ?? graph.nodes[0], editing !== undefined);
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
    <BoxEditingContext value={editing?.boxes}>
      <div
        ref={wrapper}
        className={classes["canvas"]}
        data-editing={editing ? true : undefined}
        {...(editing ? {} : { onKeyDownCapture: onKeyDown })}
      >
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
          minZoom={FIT.minZoom}
          maxZoom={1.6}
          panOnScroll
          onMoveStart={(event) => {
            if (event) framing.release();
          }}
          onNodeClick={(_event, node) => onSelect(node.id)}
          onEdgeClick={(_event, edge) => props.edges?.onSelect(edge.id)}
          onPaneClick={() => onSelect(undefined)}
          proOptions={{ hideAttribution: true }}
          {...editing?.gestures}
        >
          {detail === "full" || detail === "compact" ? (
            <Background variant={BackgroundVariant.Dots} gap={20} size={1.4} color="var(--canvas-dot)" bgColor="var(--canvas)" />
          ) : null}
          <CanvasMotion wrapper={wrapper} />
          {isFar ? <FarView graph={graph} runs={run} marks={marks} selected={selectedNodes} onSelect={onSelect} /> : null}
          <ZoomControls framing={framing} />
          {isFar ? null : <Overview graph={graph} />}
          {editing?.children}
        </ReactFlow>
      </div>
    </BoxEditingContext>
  );
}

/** A small map of the whole, shown while a part of the flow is out of sight. */
function Overview({ graph }: { readonly graph: FlowGraph }) {
  const bounds = useMemo(() => boundsOf(graph.nodes), [graph]);
  const isWhole = useStore(({ transform: [x, y, zoom], width, height }) => isVisible(bounds, { x, y, zoom }, { width, height }));
  const isSmall = useStore(({ width }) => width < SMALL_CANVAS);
  if (isWhole || graph.nodes.length === 0) return null;
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

const colorOnMap = ({ data: { node, run, mark } }: CanvasNode): string =>
  mark ? `var(--${mark.tone === "quiet" ? "edge" : mark.tone})` : node.isContainer ? "var(--hover)" : colorOfCard(node, run);

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

function focusNode(wrapper: HTMLElement | null, nodeId: string | undefined): void {
  if (nodeId === undefined) return;
  wrapper?.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(nodeId)}"]`)?.focus();
}
