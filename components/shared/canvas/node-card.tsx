"use client";

import { Handle, Position, useStore, type Node, type NodeProps, type ReactFlowState } from "@xyflow/react";
import { memo, type CSSProperties } from "react";
import { ERROR_PORT } from "#engine/core/node-definition.ts";
import { NodeIcon } from "#components/ui/icons.tsx";
import { formatDuration } from "#components/ui/time.ts";
import { portTop, UNDO_PORT, type GraphNode } from "./flow-graph.ts";
import classes from "./node-card.module.css";
import { RetryCountdown } from "./retry-countdown.tsx";
import { stepStates, stepStateText, type NodeRunState } from "./step-state.ts";

export type CanvasNode = Node<{ readonly node: GraphNode; readonly run?: NodeRunState | undefined }, "card">;

/** Below this the 13 px of a card would be under 7 px on the screen. */
const TILE_ZOOM = 0.55;

/** The zoom in steps of 0.05 while cards are tiles, so that a card is drawn anew a few times and not at every wheel turn. */
const tileZoom = ({ transform }: ReactFlowState): number | undefined =>
  transform[2] < TILE_ZOOM ? Math.max(0.05, Math.round(transform[2] * 20) / 20) : undefined;

/** Names stay about 11 px on the screen as long as neighbors leave room for them. */
function tileText(zoom: number | undefined): CSSProperties {
  return zoom === undefined ? {} : ({ "--tile-text": `${Math.min(Math.max(11 / zoom, 22), 38)}px` } as CSSProperties);
}

/** A node of the flow; zoomed out, a tile with its icon, and a large name below that can be read from afar. */
function Card({ data: { node, run }, selected }: NodeProps<CanvasNode>) {
  const zoom = useStore(tileZoom);
  const isTile = zoom !== undefined;
  const state = run?.state ?? "idle";
  return (
    <div
      className={classes["card"]}
      data-category={node.category}
      data-state={state}
      data-tone={state === "idle" ? undefined : stepStates[state].tone}
      data-selected={selected || undefined}
      data-tile={isTile || undefined}
      style={{ height: node.height, ...tileText(zoom) }}
    >
      {node.hasInput ? (
        <Handle type="target" position={Position.Left} className={classes["handle"]} isConnectable={false} style={{ top: 29 }} />
      ) : null}
      <div className={classes["head"]}>
        <span className={classes["icon"]}>
          <NodeIcon name={node.icon} size={isTile ? 40 : 16} />
        </span>
        <span className={classes["text"]}>
          <span className={classes["label"]}>{node.label}</span>
          {isTile ? null : <span className={classes["summary"]}>{node.summary}</span>}
        </span>
      </div>
      {node.ports.map((port, index) => (
        <div key={port.name} className={classes["port"]} style={isTile ? { top: portTop(index) } : undefined}>
          {isTile ? null : port.label}
          <Handle id={port.name} type="source" position={Position.Right} className={classes["handle"]} isConnectable={false} />
        </div>
      ))}
      {node.ports.length === 0 ? (
        <Handle type="source" position={Position.Right} className={classes["handle"]} isConnectable={false} style={{ top: 29 }} />
      ) : null}
      <Handle id={ERROR_PORT} type="source" position={Position.Bottom} className={classes["hidden"]} isConnectable={false} />
      <Handle id={UNDO_PORT} type="source" position={Position.Bottom} className={classes["hidden"]} isConnectable={false} />
      <Handle id="top" type="target" position={Position.Top} className={classes["hidden"]} isConnectable={false} />
      {run && state !== "idle" ? <StateFlag run={run} isTile={isTile} /> : null}
    </div>
  );
}

function StateFlag({ run, isTile }: { readonly run: NodeRunState; readonly isTile: boolean }) {
  if (run.state === "idle") return null;
  const { icon: Glyph } = stepStates[run.state];
  return (
    <div className={classes["flag"]}>
      <Glyph
        size={isTile ? 28 : 12}
        stroke={2.25}
        aria-hidden
        className={run.state === "running" ? classes["spin"] : undefined}
      />
      {isTile ? null : stepStateText(run)}
      {!isTile && run.state === "retrying" && run.retryAt ? <RetryCountdown at={run.retryAt} /> : null}
      {!isTile && run.state === "completed" && run.durationMs !== undefined && run.durationMs >= 1 ? (
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
