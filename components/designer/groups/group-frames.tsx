"use client";

import { useStore, ViewportPortal } from "@xyflow/react";
import { useRef, type KeyboardEvent, type PointerEvent } from "react";
import type { NodeGroup } from "#engine/core/flow/layout.ts";
import type { Place } from "#components/shared/canvas/arrange.ts";
import type { FlowGraph } from "#components/shared/canvas/flow-graph.ts";
import { useDesigner } from "../designer-context.ts";
import { useSession } from "../session/designer-session.ts";
import { groupBoxes, type GroupBox } from "./group-boxes.ts";
import classes from "./groups.module.css";

interface GroupFramesProps {
  readonly graph: FlowGraph;
  readonly groups: Readonly<Record<string, NodeGroup>> | undefined;
  readonly moving: ReadonlyMap<string, Place> | undefined;
  readonly onMove: (nodeIds: readonly string[], shift: Place, isOver: boolean) => void;
}

/** Frames behind the nodes of each expanded group. Its title selects, drags and opens it. */
export function GroupFrames({ graph, groups, moving, onMove }: GroupFramesProps) {
  if (!groups) return null;
  const now = moving ? { ...graph, nodes: graph.nodes.map((node) => ({ ...node, ...moving.get(node.id) })) } : graph;
  return (
    <ViewportPortal>
      {groupBoxes(now, groups).map((box) => (
        <Frame key={box.id} box={box} onMove={onMove} />
      ))}
    </ViewportPortal>
  );
}

/** A press that moves less is a click. */
const CLICK_DISTANCE = 4;

function Frame({ box, onMove }: { readonly box: GroupBox; readonly onMove: GroupFramesProps["onMove"] }) {
  const { designer, surface } = useSession();
  const canEdit = useDesigner((state) => state.canEdit);
  const zoom = useStore(({ transform }) => transform[2]);
  const grip = useRef<{ readonly x: number; readonly y: number; isDragging: boolean }>(undefined);
  const { name, description, color = "gray", nodes } = box.group;
  const shiftTo = (event: PointerEvent): Place => ({
    x: Math.round((event.clientX - grip.current!.x) / zoom / 10) * 10,
    y: Math.round((event.clientY - grip.current!.y) / zoom / 10) * 10,
  });
  const open = (element: HTMLElement): void => {
    const { left, bottom } = element.getBoundingClientRect();
    designer.getState().select(nodes);
    surface.getState().open({ kind: "group", groupId: box.id, at: { x: left, y: bottom + 6 } });
  };
  const onKeyDown = (event: KeyboardEvent<HTMLButtonElement>): void => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    open(event.currentTarget);
  };
  return (
    <div
      className={classes["frame"]}
      data-color={color}
      style={{ transform: `translate(${box.x}px, ${box.y}px)`, width: box.width, height: box.height, zIndex: box.depth - 4_000 }}
    >
      <button
        type="button"
        className={`${classes["title"]} nodrag nopan`}
        style={{ fontSize: Math.min(26, Math.max(12, 11 / zoom)) }}
        aria-label={`Group ${name}, ${nodes.length === 1 ? "1 node" : `${nodes.length} nodes`}`}
        onKeyDown={onKeyDown}
        onDoubleClick={(event) => open(event.currentTarget)}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          grip.current = { x: event.clientX, y: event.clientY, isDragging: false };
        }}
        onPointerMove={(event) => {
          const held = grip.current;
          if (!held || !canEdit) return;
          held.isDragging ||= Math.hypot(event.clientX - held.x, event.clientY - held.y) > CLICK_DISTANCE;
          if (held.isDragging) onMove(nodes, shiftTo(event), false);
        }}
        onPointerUp={(event) => {
          if (grip.current?.isDragging) onMove(nodes, shiftTo(event), true);
          else designer.getState().select(nodes);
          grip.current = undefined;
        }}
      >
        {name}
      </button>
      {description === undefined ? null : <p className={classes["description"]}>{description}</p>}
    </div>
  );
}
