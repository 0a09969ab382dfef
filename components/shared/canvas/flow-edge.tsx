"use client";

import { BaseEdge, EdgeLabelRenderer, useStore, type Edge, type EdgeProps } from "@xyflow/react";
import { IconArrowBackUp, IconBolt, IconPlus } from "@tabler/icons-react";
import { memo, useContext, useState } from "react";
import { BoxEditingContext } from "./canvas-editing.ts";
import type { CanvasMark } from "./canvas-mark.ts";
import { edgePath } from "./edge-path.ts";
import type { GraphEdge } from "./flow-graph.ts";
import classes from "./flow-edge.module.css";
import { detailOf } from "./zoom-level.ts";

/** What a run did with an edge. */
export interface EdgeRunState {
  readonly taken: number;
  /** Data is on its way to the node at its end. */
  readonly flowing: boolean;
  readonly undoNumber?: number;
}

export type CanvasEdge = Edge<
  { readonly edge: GraphEdge; readonly run?: EdgeRunState | undefined; readonly mark?: CanvasMark | undefined },
  "flow"
>;

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
  selected,
}: EdgeProps<CanvasEdge>) {
  const editing = useContext(BoxEditingContext);
  const [isHovered, setHovered] = useState(false);
  const { path, labelX, labelY } = edgePath({ sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition });
  if (!data) return null;
  const { edge, run, mark } = data;
  const isTaken = (run?.taken ?? 0) > 0;
  return (
    <g
      className={classes["edge"]}
      data-kind={edge.kind}
      data-taken={isTaken || undefined}
      data-flowing={run?.flowing || undefined}
      data-mark={mark?.tone}
      data-selected={selected || undefined}
      {...(editing ? { onMouseEnter: () => setHovered(true), onMouseLeave: () => setHovered(false) } : {})}
    >
      <BaseEdge
        id={id}
        path={path}
        {...(markerEnd === undefined ? {} : { markerEnd })}
        {...(markerStart === undefined ? {} : { markerStart })}
      />
      <EdgeLabelRenderer>
        <Label edge={edge} run={run} mark={mark} x={labelX} y={labelY} />
        {editing ? (
          <div className={classes["badges"]} style={{ transform: `translate(8px, -50%) translate(${labelX}px, ${labelY}px)` }}>
            <editing.EdgeBadges edgeId={edge.id} />
          </div>
        ) : null}
        {editing && (isHovered || selected) && edge.kind === "flow" ? (
          <SpliceButton
            label={`Add a node between ${edge.from} and ${edge.to}`}
            x={labelX}
            y={labelY}
            onPress={(at) => editing.onSplice(edge.id, at)}
          />
        ) : null}
      </EdgeLabelRenderer>
    </g>
  );
}

interface SpliceButtonProps {
  readonly label: string;
  readonly x: number;
  readonly y: number;
  readonly onPress: (at: { readonly x: number; readonly y: number }) => void;
}

/** On the line under the pointer. Without one, a node is put into the selected line with the keyboard. */
function SpliceButton({ label, x, y, onPress }: SpliceButtonProps) {
  return (
    <button
      type="button"
      tabIndex={-1}
      className={`${classes["splice"]} nodrag nopan`}
      aria-label={label}
      style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` }}
      onClick={(event) => {
        event.stopPropagation();
        onPress({ x: event.clientX, y: event.clientY });
      }}
    >
      <IconPlus size={13} stroke={2.25} aria-hidden />
    </button>
  );
}

interface LabelProps {
  readonly edge: GraphEdge;
  readonly run: EdgeRunState | undefined;
  readonly mark: CanvasMark | undefined;
  readonly x: number;
  readonly y: number;
}

/** Flow edges carry their port on the card already; here a label appears for errors, undo and repeated taking. Tiles have no room. */
function Label({ edge, run, mark, x, y }: LabelProps) {
  const detail = useStore(detailOf);
  const count = run && run.taken > 1 ? `×${run.taken}` : undefined;
  if ((edge.kind === "flow" && count === undefined && mark === undefined) || detail === "tile" || detail === "dot") return null;
  return (
    <div
      className={classes["label"]}
      data-kind={edge.kind}
      data-mark={mark?.tone}
      style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` }}
    >
      {mark ? <mark.icon size="1.1em" aria-hidden /> : null}
      {mark ? <span>{mark.word}</span> : null}
      {edge.kind === "error" ? <IconBolt size="1.1em" aria-hidden /> : null}
      {edge.kind === "compensation" ? <IconArrowBackUp size="1.1em" aria-hidden /> : null}
      {edge.label}
      {edge.kind === "compensation" ? undoPlace(edge, run) : null}
      {count === undefined ? null : <span>{count}</span>}
    </div>
  );
}

/** While a run is looked at, only what it undid has a place; while a flow is drawn, what would be undone. */
function undoPlace({ undoNumber }: GraphEdge, run: EdgeRunState | undefined): string {
  const place = run ? run.undoNumber : undoNumber;
  return place === undefined ? "" : ` ${place}`;
}

export const FlowEdgeLine = memo(
  Line,
  (before, after) =>
    before.data?.edge === after.data?.edge &&
    before.data?.run === after.data?.run &&
    before.data?.mark === after.data?.mark &&
    before.selected === after.selected &&
    before.sourceX === after.sourceX &&
    before.sourceY === after.sourceY &&
    before.targetX === after.targetX &&
    before.targetY === after.targetY,
);
