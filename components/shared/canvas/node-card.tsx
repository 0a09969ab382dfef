"use client";

import { Handle, Position, useStore, type Node, type NodeProps } from "@xyflow/react";
import { memo } from "react";
import { ERROR_PORT } from "#engine/core/node-definition.ts";
import { NodeIcon } from "#components/ui/icons.tsx";
import { formatDuration } from "#components/ui/time.ts";
import { BOTTOM_ANCHOR, portTop, UNDO_PORT, type GraphNode } from "./flow-graph.ts";
import classes from "./node-card.module.css";
import { RetryCountdown } from "./retry-countdown.tsx";
import { stepStates, stepStateText, type NodeRunState } from "./step-state.ts";
import { detailAt, textStyle, zoomStep, type Detail } from "./zoom-level.ts";

export type CanvasNode = Node<{ readonly node: GraphNode; readonly run?: NodeRunState | undefined }, "card">;

const ICON_SIZE: Readonly<Record<Detail, number>> = { full: 16, compact: 20, tile: 40 };
const FLAG_ICON_SIZE: Readonly<Record<Detail, number>> = { full: 12, compact: 18, tile: 28 };

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
    </div>
  );
}

function StateFlag({ run, detail }: { readonly run: NodeRunState; readonly detail: Detail }) {
  if (run.state === "idle") return null;
  const { icon: Glyph } = stepStates[run.state];
  return (
    <div className={classes["flag"]}>
      <Glyph
        size={FLAG_ICON_SIZE[detail]}
        stroke={2.25}
        aria-hidden
        className={run.state === "running" ? classes["spin"] : undefined}
      />
      {detail === "tile" ? null : stepStateText(run)}
      {detail !== "tile" && run.state === "retrying" && run.retryAt ? <RetryCountdown at={run.retryAt} /> : null}
      {detail === "full" && run.state === "completed" && run.durationMs !== undefined && run.durationMs >= 1 ? (
        <span className={classes["took"]}>{formatDuration(run.durationMs)}</span>
      ) : null}
    </div>
  );
}

/** A run sends many updates; a card is drawn again only when its own part of them changed. */
export const NodeCard = memo(
  Card,
  (before, after) =>
    before.data.node === after.data.node && before.data.run === after.data.run && before.selected === after.selected,
);
