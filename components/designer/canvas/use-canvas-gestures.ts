"use client";

import type { Connection, EdgeChange, FinalConnectionState, NodeChange } from "@xyflow/react";
import { useCallback, useMemo, useState } from "react";
import { connect } from "#engine/core/edit/commands/connect.ts";
import { reconnect } from "#engine/core/edit/commands/reconnect.ts";
import { edgeRef } from "#engine/core/edit/edge-ref.ts";
import { ERROR_PORT } from "#engine/core/node-definition.ts";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import type { Place } from "#components/shared/canvas/arrange.ts";
import { DRAW_ERROR, DRAW_UNDO, type CanvasEditing, type Output } from "#components/shared/canvas/canvas-editing.ts";
import { BOTTOM_ANCHOR, UNDO_PORT, type FlowGraph } from "#components/shared/canvas/flow-graph.ts";
import type { CanvasEdge } from "#components/shared/canvas/flow-edge.tsx";
import type { CanvasNode } from "#components/shared/canvas/canvas-node.ts";
import { connectNodes, documentEdge } from "../actions/add-actions.ts";
import { groupIdOf } from "../groups/group-boxes.ts";
import type { DesignerSession } from "../session/designer-session.ts";
import { dropped, movedWithBodies } from "./drag.ts";
import { nodeAt } from "./geometry.ts";

export interface CanvasGestures {
  readonly gestures: CanvasEditing["gestures"];
  readonly moving: ReadonlyMap<string, Place> | undefined;
  /** A group dragged by its title; `undefined` when it is let go at the last shift. */
  readonly moveGroup: (nodeIds: readonly string[], shift: Place, isOver: boolean) => void;
}

/** What React Flow reports, as commands. While a drag lasts, places are kept here and nowhere else. */
export function useCanvasGestures(session: DesignerSession, graph: FlowGraph, canEdit: boolean): CanvasGestures {
  const [moving, setMoving] = useState<ReadonlyMap<string, Place>>();

  const onNodesChange = useCallback(
    (changes: NodeChange<CanvasNode>[]) => {
      applySelection(session, changes);
      const dragged = changes.flatMap((change) =>
        change.type === "position" && change.dragging && change.position ? [[change.id, change.position] as const] : [],
      );
      if (dragged.length > 0) setMoving(movedWithBodies(graph, expandGroups(session, graph, new Map(dragged))));
    },
    [graph, session],
  );

  const finishDrag = useCallback(
    (event: globalThis.MouseEvent | TouchEvent, nodes: readonly CanvasNode[]) => {
      setMoving(undefined);
      const at = pointOf(event);
      if (!session.view || !at) return;
      const places = new Map(nodes.map(({ id, position }) => [id, position]));
      const all = expandGroups(session, graph, places);
      const command = dropped(session.graph(), all, session.view.toFlow(at));
      if (command) session.perform(command);
    },
    [graph, session],
  );

  const moveGroup = useCallback(
    (nodeIds: readonly string[], shift: Place, isOver: boolean) => {
      const all = session.graph();
      const boxes = all.nodes.filter(({ id }) => nodeIds.includes(id));
      const places = new Map(boxes.map(({ id, x, y }) => [id, { x: x + shift.x, y: y + shift.y }]));
      setMoving(isOver ? undefined : movedWithBodies(all, places));
      if (!isOver) return;
      // A group moves as it is: its nodes stay in the bodies they are in.
      const command = dropped(all, places, { x: -Infinity, y: -Infinity });
      if (command && boxes.every(({ parent }) => parent === undefined)) session.perform(command);
    },
    [session],
  );

  const gestures = useMemo(
    (): CanvasEditing["gestures"] => ({
      onNodesChange,
      onNodeDragStop: (event, _node, nodes) => finishDrag(event, nodes),
      ...connectionGestures(session, graph, canEdit),
      ...pointerGestures(session),
    }),
    [canEdit, finishDrag, graph, onNodesChange, session],
  );
  return { gestures, moving, moveGroup };
}

/** A collapsed group's card stands for its nodes. */
function expandGroups(
  session: DesignerSession,
  shown: FlowGraph,
  places: ReadonlyMap<string, Place>,
): ReadonlyMap<string, Place> {
  const all = session.graph().nodes;
  const entries = [...places].flatMap(([id, place]) => {
    const groupId = groupIdOf(id);
    const card = groupId === undefined ? undefined : shown.nodes.find((node) => node.id === id);
    if (!card) return [[id, place] as const];
    const shift = { x: place.x - card.x, y: place.y - card.y };
    const members = membersOf(session, groupId!);
    return [
      [id, place] as const,
      ...all
        .filter((box) => members.includes(box.id))
        .map((box) => [box.id, { x: box.x + shift.x, y: box.y + shift.y }] as const),
    ];
  });
  return new Map(entries);
}

const membersOf = (session: DesignerSession, groupId: string): readonly string[] =>
  session.draft().layout.groups?.[groupId]?.nodes ?? [];

function applySelection(session: DesignerSession, changes: readonly (NodeChange<CanvasNode> | EdgeChange<CanvasEdge>)[]): void {
  const picks = changes.filter((change) => change.type === "select");
  if (picks.length === 0) return;
  const { selection, select } = session.designer.getState();
  const nodes = new Set(selection.nodes);
  for (const { id, selected } of picks) {
    const groupId = groupIdOf(id);
    for (const nodeId of groupId === undefined ? [id] : membersOf(session, groupId))
      if (selected) nodes.add(nodeId);
      else nodes.delete(nodeId);
  }
  select(nodes, []);
}

/** The output that a handle stands for. */
export function outputOf(nodeId: string, handle: string | null | undefined): Output {
  if (handle === ERROR_PORT || handle === DRAW_ERROR) return { nodeId, kind: "error" };
  if (handle === UNDO_PORT || handle === DRAW_UNDO) return { nodeId, kind: "compensation" };
  return handle === null || handle === undefined || handle === BOTTOM_ANCHOR ? { nodeId } : { nodeId, port: handle };
}

const wishOf = ({ source, sourceHandle, target }: Connection) => {
  const { nodeId, ...output } = outputOf(source, sourceHandle);
  return { from: nodeId, ...output, to: target };
};

function connectionGestures(session: DesignerSession, graph: FlowGraph, canEdit: boolean): CanvasEditing["gestures"] {
  const mayConnect = ({ source, target }: Connection | CanvasEdge): boolean =>
    groupIdOf(source) === undefined && groupIdOf(target) === undefined;
  return {
    connectOnClick: false,
    isValidConnection: (wish) =>
      mayConnect(wish) && "sourceHandle" in wish && connect(session.draft(), nodeDefinitions, wishOf(asConnection(wish))).ok,
    onConnect: (connection) => {
      connectNodes(session, outputOf(connection.source, connection.sourceHandle), connection.target);
    },
    onConnectEnd: (event, state) => endConnection(session, graph, event, state),
    edgesReconnectable: canEdit,
    onReconnect: (old, connection) => {
      const edge = documentEdge(session, old.id);
      if (!edge || !mayConnect(connection)) return;
      const { from, to, kind, port } = { port: undefined, kind: undefined, ...wishOf(connection) };
      session.perform((draft) =>
        reconnect(draft, nodeDefinitions, edgeRef(edge), { from, to, kind: kind ?? "flow", port: port ?? null }),
      );
    },
  };
}

const asConnection = ({ source, target, sourceHandle, targetHandle }: Connection | CanvasEdge): Connection => ({
  source,
  target,
  sourceHandle: sourceHandle ?? null,
  targetHandle: targetHandle ?? null,
});

/** A line let go elsewhere than on a free input: on a node it connects to it, on the empty canvas something new is added there. */
function endConnection(
  session: DesignerSession,
  graph: FlowGraph,
  event: globalThis.MouseEvent | TouchEvent,
  { isValid, fromHandle, toNode }: FinalConnectionState,
): void {
  const at = pointOf(event);
  if (isValid === true || !fromHandle || !at || !session.view) return;
  const place = session.view.toFlow(at);
  const target = toNode?.id ?? nodeAt(graph, place)?.id;
  const isBackwards = fromHandle.type === "target";
  if (groupIdOf(fromHandle.nodeId) !== undefined || (target !== undefined && groupIdOf(target) !== undefined)) return;
  if (target === fromHandle.nodeId) return;
  const isOnBox = target !== undefined && !isAround(graph, target, fromHandle.nodeId);
  if (isBackwards && isOnBox) connectNodes(session, { nodeId: target }, fromHandle.nodeId);
  if (isBackwards) return;
  const after = outputOf(fromHandle.nodeId, fromHandle.id);
  if (isOnBox) connectNodes(session, after, target);
  else session.surface.getState().open({ kind: "quickAdd", at, place, after });
}

/** Whether a box is a container around another: letting go in the same body is letting go on the empty canvas. */
function isAround(graph: FlowGraph, containerId: string, nodeId: string): boolean {
  const byId = new Map(graph.nodes.map((node) => [node.id, node]));
  for (let at = byId.get(nodeId)?.parent; at !== undefined; at = byId.get(at)?.parent) if (at === containerId) return true;
  return false;
}

function pointerGestures(session: DesignerSession): CanvasEditing["gestures"] {
  const { designer, surface } = session;
  const openMenu = (event: { readonly clientX: number; readonly clientY: number; preventDefault: () => void }): void => {
    event.preventDefault();
    const at = { x: event.clientX, y: event.clientY };
    if (session.view) surface.getState().open({ kind: "menu", at, place: session.view.toFlow(at) });
  };
  return {
    onNodeClick: (event, node) => {
      const groupId = groupIdOf(node.id);
      if (groupId !== undefined) designer.getState().select(membersOf(session, groupId));
      // React Flow keeps all that is selected when one of it is pressed.
      else if (!event.shiftKey && !event.ctrlKey && !event.metaKey) designer.getState().select([node.id]);
    },
    onNodeDoubleClick: (_event, node) => {
      if (groupIdOf(node.id) === undefined) surface.getState().open({ kind: "rename", nodeId: node.id });
    },
    onEdgeClick: (_event, edge) => designer.getState().select([], [edge.id]),
    onPaneClick: () => designer.getState().select(),
    onNodeContextMenu: (event, node) => {
      if (!designer.getState().selection.nodes.has(node.id)) designer.getState().select([node.id]);
      openMenu(event);
    },
    onEdgeContextMenu: (event, edge) => {
      designer.getState().select([], [edge.id]);
      openMenu(event);
    },
    onPaneContextMenu: (event) => {
      designer.getState().select();
      openMenu(event);
    },
  };
}

function pointOf(event: globalThis.MouseEvent | TouchEvent): Place | undefined {
  if ("clientX" in event) return { x: event.clientX, y: event.clientY };
  const touch = event.changedTouches[0];
  return touch && { x: touch.clientX, y: touch.clientY };
}
