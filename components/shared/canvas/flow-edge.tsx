"use client";

import { BaseEdge, EdgeLabelRenderer, useStore, type Edge, type EdgeProps } from "@xyflow/react";
import { IconArrowBackUp, IconBolt } from "@tabler/icons-react";
import { memo } from "react";
import { edgePath } from "./edge-path.ts";
import type { GraphEdge } from "./flow-graph.ts";
import classes from "./flow-edge.module.css";
import { detailAt, textStyle, zoomStep } from "./zoom-level.ts";

/** What a run did with an edge. */
export interface EdgeRunState {
  readonly taken: number;
  /** Data is on its way to the node at its end. */
  readonly flowing: boolean;
  readonly undoNumber?: number;
}

export type CanvasEdge = Edge<{ readonly edge: GraphEdge; readonly run?: EdgeRunState | undefined }, "flow">;

function Line({
  id,
  data,
  sourceX,
  sourceY,
  targetX,
  targetY,
  sourcePosition,
  targetPosition,
  markerEnd,
  markerStart,
}: EdgeProps<CanvasEdge>) {
  const { path, labelX, labelY } = edgePath({ sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition });
  if (!data) return null;
  const { edge, run } = data;
  const isTaken = (run?.taken ?? 0) > 0;
  return (
    <g
      className={classes["edge"]}
      data-kind={edge.kind}
      data-taken={isTaken || undefined}
      data-flowing={run?.flowing || undefined}
    >
      <BaseEdge
        id={id}
        path={path}
        {...(markerEnd === undefined ? {} : { markerEnd })}
        {...(markerStart === undefined ? {} : { markerStart })}
      />
      <EdgeLabelRenderer>
        <Label edge={edge} run={run} x={labelX} y={labelY} />
      </EdgeLabelRenderer>
    </g>
  );
}

interface LabelProps {
  readonly edge: GraphEdge;
  readonly run: EdgeRunState | undefined;
  readonly x: number;
  readonly y: number;
}

/** Flow edges carry their port on the card already; here a label appears for errors, undo and repeated taking. Tiles have no room. */
function Label({ edge, run, x, y }: LabelProps) {
  const step = useStore(zoomStep);
  const count = run && run.taken > 1 ? `×${run.taken}` : undefined;
  if ((edge.kind === "flow" && count === undefined) || detailAt(step) === "tile") return null;
  return (
    <div
      className={classes["label"]}
      data-kind={edge.kind}
      style={{ ...textStyle(step), transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` }}
    >
      {edge.kind === "error" ? <IconBolt size="1.1em" aria-hidden /> : null}
      {edge.kind === "compensation" ? <IconArrowBackUp size="1.1em" aria-hidden /> : null}
      {edge.kind === "compensation" && run?.undoNumber !== undefined ? `undo ${run.undoNumber}` : edge.label}
      {count === undefined ? null : <span>{count}</span>}
    </div>
  );
}

export const FlowEdgeLine = memo(
  Line,
  (before, after) =>
    before.data?.edge === after.data?.edge &&
    before.data?.run === after.data?.run &&
    before.sourceX === after.sourceX &&
    before.sourceY === after.sourceY &&
    before.targetX === after.targetX &&
    before.targetY === after.targetY,
);
