"use client";

import { SelectionMode } from "@xyflow/react";
import { useMemo, useState, type DragEvent, type MouseEvent } from "react";
import type { BoxEditing, CanvasEditing } from "#components/shared/canvas/canvas-editing.ts";
import type { CanvasMarks } from "#components/shared/canvas/canvas-mark.ts";
import { FlowCanvas } from "#components/shared/canvas/flow-canvas.tsx";
import { useDraft } from "#components/shared/draft/use-draft.ts";
import { useHeatMarks } from "#components/shared/heat/use-heat-marks.ts";
import { addAfter, addAt, addInto } from "../actions/add-actions.ts";
import { CommentPins } from "../comments/comment-pins.tsx";
import { useDesigner } from "../designer-context.ts";
import { GroupFrames } from "../groups/group-frames.tsx";
import { collapseGroups, groupCardId, groupIdOf } from "../groups/group-boxes.ts";
import { PALETTE_ENTRY, readEntry } from "../palette/dragged-entry.ts";
import { useSession, useSurface, type DesignerSession } from "../session/designer-session.ts";
import { useTryProjection } from "../try/use-try-projection.ts";
import { EdgeBadges, NodeBadges } from "./badges.tsx";
import { CanvasBridge } from "./canvas-bridge.tsx";
import classes from "./designer-canvas.module.css";
import { disabledMarks } from "./disabled-marks.ts";
import { GRID } from "./geometry.ts";
import { useCanvasGestures } from "./use-canvas-gestures.ts";

/** The canvas of the designer: the shared one with gestures, group frames and comments. */
export function DesignerCanvas() {
  const session = useSession();
  const draft = useDraft((state) => state.draft);
  const selection = useDesigner((state) => state.selection);
  const canEdit = useDesigner((state) => state.canEdit);
  const isHand = useSurface((state) => state.isHand);
  const groups = draft.layout.groups;
  const graph = useMemo(() => collapseGroups(session.graphOf(draft), groups), [draft, groups, session]);
  const tried = useTryProjection(graph);
  const { gestures, moving, moveGroup } = useCanvasGestures(session, graph, canEdit);
  const [boxes] = useState(() => boxEditing(session));
  const shownSelection = useMemo(() => {
    const collapsed = Object.entries(groups ?? {}).filter(([, { nodes }]) => nodes.every((id) => selection.nodes.has(id)));
    return { ...selection, nodes: new Set([...selection.nodes, ...collapsed.map(([id]) => groupCardId(id))]) };
  }, [groups, selection]);

  const { document, layout } = draft;
  const flowId = useDesigner((state) => state.flowId);
  const liveVersion = useDraft((state) => state.liveVersion);
  const heat = useHeatMarks(
    flowId,
    liveVersion,
    useSurface((state) => state.heatRuns),
  );
  const marks = useMemo(() => marksOver(heat, disabledMarks(layout, document.nodes)), [heat, layout, document.nodes]);

  const editing: CanvasEditing = {
    boxes,
    selection: shownSelection,
    moving,
    gestures: {
      ...gestures,
      ...pointing(isHand, canEdit),
    },
    children: (
      <>
        <CanvasBridge session={session} graph={graph} />
        <GroupFrames graph={graph} groups={groups} moving={moving} onMove={moveGroup} />
        <CommentPins />
      </>
    ),
  };

  // Cards are selected through React Flow's changes, which know of boxes and held keys; this is for boxes seen from afar.
  const selectOne = (nodeId: string | undefined): void => {
    if (nodeId !== undefined) session.designer.getState().select([nodeId]);
  };
  const openQuickAdd = (event: MouseEvent): void => {
    if (!(event.target instanceof Element) || !event.target.classList.contains("react-flow__pane") || !canEdit) return;
    const at = { x: event.clientX, y: event.clientY };
    if (session.view) session.surface.getState().open({ kind: "quickAdd", at, place: session.view.toFlow(at) });
  };

  return (
    <div
      className={classes["stage"]}
      data-hand={isHand || undefined}
      data-one-selected={selection.nodes.size === 1 || undefined}
      onDoubleClick={openQuickAdd}
      onDragOver={allowEntry}
      onDrop={(event) => dropEntry(session, event)}
    >
      <FlowCanvas
        graph={graph}
        selected={undefined}
        onSelect={selectOne}
        editing={editing}
        marks={marks}
        {...(tried ? { run: tried } : {})}
      />
    </div>
  );
}

/** What a try passes by says so, however warm it is. */
const marksOver = (under: CanvasMarks | undefined, over: CanvasMarks | undefined): CanvasMarks | undefined =>
  under && over ? { nodes: { ...under.nodes, ...over.nodes }, edges: { ...under.edges, ...over.edges } } : (over ?? under);

/** What the pointer does on the canvas: it selects, or with the hand it moves the paper. */
const pointing = (isHand: boolean, canEdit: boolean): Partial<CanvasEditing["gestures"]> => ({
  nodesDraggable: canEdit,
  nodesConnectable: canEdit,
  snapToGrid: true,
  snapGrid: [GRID, GRID],
  selectionOnDrag: !isHand,
  selectionMode: SelectionMode.Partial,
  panOnDrag: isHand ? true : [1, 2],
  multiSelectionKeyCode: ["Shift", "Meta", "Control"],
  zoomOnDoubleClick: false,
  connectionRadius: 24,
  nodeDragThreshold: 3,
});

function boxEditing(session: DesignerSession): BoxEditing {
  const { surface } = session;
  return {
    NodeBadges,
    EdgeBadges,
    onOutput: (after, at) => {
      if (session.view && groupIdOf(after.nodeId) === undefined)
        surface.getState().open({ kind: "quickAdd", at, place: session.view.toFlow(at), after });
    },
    onSplice: (into, at) => {
      if (session.view) surface.getState().open({ kind: "quickAdd", at, place: session.view.toFlow(at), into });
    },
  };
}

function allowEntry(event: DragEvent): void {
  if (!event.dataTransfer.types.includes(PALETTE_ENTRY)) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = "copy";
}

/** From the palette: onto an edge it is put into it, onto a node it follows it, else it stands where it was dropped. */
function dropEntry(session: DesignerSession, event: DragEvent): void {
  const entry = readEntry(event.dataTransfer);
  if (!entry || !session.view) return;
  event.preventDefault();
  const under = document.elementsFromPoint(event.clientX, event.clientY);
  const idOf = (selector: string): string | undefined =>
    under.flatMap((element) => element.closest<HTMLElement>(selector)?.dataset["id"] ?? [])[0];
  const edge = idOf(".react-flow__edge");
  const node = idOf(".react-flow__node-card");
  const place = session.view.toFlow({ x: event.clientX, y: event.clientY });
  if (edge !== undefined && node === undefined) addInto(session, entry, edge);
  else if (node !== undefined && groupIdOf(node) === undefined) addAfter(session, entry, { nodeId: node });
  else addAt(session, entry, { x: place.x - 24, y: place.y - 28 });
}
