"use client";

import { Handle, NodeToolbar, Position, useStore, type Node, type NodeProps } from "@xyflow/react";
import { IconArrowUpRight } from "@tabler/icons-react";
import Link from "next/link";
import { memo } from "react";
import { ERROR_PORT } from "#engine/core/node-definition.ts";
import { NodeIcon } from "#components/ui/icons.tsx";
import { BOTTOM_ANCHOR, portTop, UNDO_PORT, type GraphNode } from "./flow-graph.ts";
import classes from "./node-card.module.css";
import { StateFlag } from "./state-flag.tsx";
import { stepStates, type NodeRunState } from "./step-state.ts";
import { detailAt, textStyle, zoomStep, type Detail } from "./zoom-level.ts";

interface CanvasNodeData extends Record<string, unknown> {
  readonly node: GraphNode;
  readonly run?: NodeRunState | undefined;
  /** A container with nothing in it. */
  readonly isEmpty?: boolean;
}

export type CanvasNode = Node<CanvasNodeData, "card" | "container">;

const ICON_SIZE: Readonly<Record<Detail, number>> = { full: 16, compact: 20, tile: 40 };

/** A node of the flow; zoomed out, only its name, and from afar a tile with its icon and a large name below. */
function Card({ data: { node, run }, selected }: NodeProps<CanvasNode>) {
  const step = useStore(zoomStep);
  const detail = detailAt(step);
  const state = run?.state ?? "idle";
  return (
    <div
      className={classes["card"]}
      data-category={node.category}
      data-state={state}
      data-tone={state === "idle" ? undefined : stepStates[state].tone}
      data-selected={selected || undefined}
      data-detail={detail}
      style={{ height: node.height, ...textStyle(step) }}
    >
      {node.hasInput ? (
        <Handle
          type="target"
          position={Position.Left}
          className={classes[node.hasLineIn ? "handle" : "hidden"]}
          isConnectable={false}
          style={{ top: 29 }}
        />
      ) : null}
      <div className={classes["head"]}>
        <span className={classes["icon"]}>
          <NodeIcon name={node.icon} size={ICON_SIZE[detail]} />
        </span>
        <span className={classes["text"]}>
          <span className={classes["label"]}>{node.label}</span>
          {detail === "full" ? <span className={classes["summary"]}>{node.summary}</span> : null}
        </span>
      </div>
      {node.ports.map((port, index) => (
        <div key={port.name} className={classes["port"]} style={detail === "tile" ? { top: portTop(index) } : undefined}>
          {detail === "tile" ? null : port.label}
          <Handle id={port.name} type="source" position={Position.Right} className={classes["handle"]} isConnectable={false} />
        </div>
      ))}
      {node.ports.length === 0 ? (
        <Handle
          type="source"
          position={Position.Right}
          className={classes[node.hasLineOut ? "handle" : "hidden"]}
          isConnectable={false}
          style={{ top: 29 }}
        />
      ) : null}
      <Handle id={ERROR_PORT} type="source" position={Position.Bottom} className={classes["hidden"]} isConnectable={false} />
      <Handle id={UNDO_PORT} type="source" position={Position.Bottom} className={classes["hidden"]} isConnectable={false} />
      <Handle id={BOTTOM_ANCHOR} type="source" position={Position.Bottom} className={classes["hidden"]} isConnectable={false} />
      <Handle id="top" type="target" position={Position.Top} className={classes["hidden"]} isConnectable={false} />
      {run && state !== "idle" ? <StateFlag run={run} detail={detail} /> : null}
      {run?.childRunId !== undefined && !run.counts && detail !== "tile" ? <ChildRun runId={run.childRunId} /> : null}
    </div>
  );
}

/** The way to the run that a sub-flow started. It hangs on the card and is no part of it: a card is a button already. */
function ChildRun({ runId }: { readonly runId: string }) {
  return (
    <NodeToolbar isVisible position={Position.Bottom} offset={6}>
      <Link href={`/runs/${runId}`} className={classes["child"] ?? ""}>
        Its run <IconArrowUpRight size={12} aria-hidden />
      </Link>
    </NodeToolbar>
  );
}

/** A run sends many updates; a card is drawn again only when its own part of them changed. */
export const NodeCard = memo(
  Card,
  (before, after) =>
    before.data.node === after.data.node && before.data.run === after.data.run && before.selected === after.selected,
);
