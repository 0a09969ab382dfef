import { notifications } from "@mantine/notifications";
import { alignNodes, type Alignment } from "#engine/core/edit/commands/align-nodes.ts";
import { arrangeNodes } from "#engine/core/edit/commands/arrange-nodes.ts";
import { copyNodes } from "#engine/core/edit/commands/copy-nodes.ts";
import { disconnect } from "#engine/core/edit/commands/disconnect.ts";
import { disableNodes } from "#engine/core/edit/commands/disable-nodes.ts";
import { duplicateNodes } from "#engine/core/edit/commands/duplicate-nodes.ts";
import { groupNodes } from "#engine/core/edit/commands/group-nodes.ts";
import { pasteNodes } from "#engine/core/edit/commands/paste-nodes.ts";
import { pinPositions } from "#engine/core/edit/commands/pin-positions.ts";
import { removeNodes } from "#engine/core/edit/commands/remove-nodes.ts";
import { setGroup } from "#engine/core/edit/commands/set-group.ts";
import { setParent } from "#engine/core/edit/commands/set-parent.ts";
import { ungroupNodes } from "#engine/core/edit/commands/ungroup-nodes.ts";
import { edgeKey, edgeRef } from "#engine/core/edit/edge-ref.ts";
import type { CommentAnchor, Place } from "#engine/core/flow/layout.ts";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import { containerAt, freePlace, intoBody, toGrid } from "../canvas/geometry.ts";
import { groupOf } from "../groups/group-boxes.ts";
import { inSequence } from "../session/in-sequence.ts";
import type { DesignerSession } from "../session/designer-session.ts";
import { documentEdge } from "./add-actions.ts";
import { nameOf, nodeAtHand, selectedEdges, selectedNodes } from "./select-actions.ts";

export function undo(session: DesignerSession): void {
  const label = session.drafts.undo();
  session.say(label === undefined ? "Nothing to undo" : `Undone: ${label}`);
}

export function redo(session: DesignerSession): void {
  const label = session.drafts.redo();
  session.say(label === undefined ? "Nothing to redo" : `Redone: ${label}`);
}

/** Deletes what is selected: edges and nodes with what is inside them, as one step. The focus goes to what came before. */
export function remove(session: DesignerSession): void {
  const [nodes, edges] = [selectedNodes(session), selectedEdges(session)];
  if (nodes.length === 0 && edges.length === 0) return;
  const refs = edges.flatMap((id) => documentEdge(session, id) ?? []).map(edgeRef);
  const before = session.graph().edges.find(({ to, from }) => nodes.includes(to) && !nodes.includes(from))?.from;
  const done = session.perform(
    inSequence(undefined, [
      ...(refs.length > 0 ? [(draft: Parameters<typeof disconnect>[0]) => disconnect(draft, refs)] : []),
      ...(nodes.length > 0 ? [(draft: Parameters<typeof disconnect>[0]) => removeNodes(draft, nodeDefinitions, nodes)] : []),
    ]),
  );
  if (!done) return;
  session.designer.getState().select();
  if (before !== undefined) session.view?.focus(before);
}

export function duplicate(session: DesignerSession): void {
  const nodes = selectedNodes(session);
  const made = nodes.length > 0 && session.perform((draft) => duplicateNodes(draft, nodeDefinitions, nodes));
  if (made) session.designer.getState().select(made.created);
}

/** The selection as YAML text, which pastes into another flow or a file; `undefined` with nothing selected. */
export function copyText(session: DesignerSession): string | undefined {
  const nodes = selectedNodes(session);
  if (nodes.length === 0) return undefined;
  session.say(nodes.length === 1 ? `Copied ${nameOf(session, nodes[0]!)}` : `Copied ${nodes.length} nodes`);
  return copyNodes(session.draft(), nodes);
}

/** Text from the clipboard: nodes copied here or elsewhere, a `flow.yaml`, or JSON of either. Others are refused with the reason. */
export function pasteText(session: DesignerSession, text: string, screen?: Place): void {
  const { view } = session;
  const place = view ? toGrid(view.toFlow(screen ?? view.cursor())) : { x: 0, y: 0 };
  const graph = session.graph();
  const parent = containerAt(graph, place);
  const at = intoBody(graph, parent, freePlace(graph, parent, place));
  const pasted = session.perform((draft) =>
    pasteNodes(draft, nodeDefinitions, text, { ...at, ...(parent === undefined ? {} : { parent }) }),
  );
  if (pasted) session.designer.getState().select(pasted.created);
}

/** From a menu, where the browser gives the clipboard only when asked. */
export async function copyToClipboard(session: DesignerSession): Promise<void> {
  const text = copyText(session);
  if (text !== undefined) await navigator.clipboard.writeText(text).catch(() => sayNoClipboard("copy", "Ctrl+C"));
}

export async function cutToClipboard(session: DesignerSession): Promise<void> {
  await copyToClipboard(session);
  remove(session);
}

export async function pasteFromClipboard(session: DesignerSession, screen?: Place): Promise<void> {
  const text = await navigator.clipboard.readText().catch(() => sayNoClipboard("paste", "Ctrl+V"));
  if (text !== undefined) pasteText(session, text, screen);
}

function sayNoClipboard(what: string, keys: string): undefined {
  notifications.show({ message: `The browser does not allow the menu to ${what}. Press ${keys} instead.`, color: "yellow" });
}

export function align(session: DesignerSession, how: Alignment): void {
  const { nodes } = session.graph();
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const boxes = nodes.map((box) => {
    const frame = box.parent === undefined ? undefined : byId.get(box.parent);
    const { width, height } = box;
    return [box.id, { x: box.x - (frame?.x ?? 0), y: box.y - (frame?.y ?? 0), width, height }] as const;
  });
  session.perform((draft) => alignNodes(draft, selectedNodes(session), how, new Map(boxes)));
}

/** With fewer than two nodes selected, the whole flow. */
export function arrange(session: DesignerSession): void {
  const nodes = selectedNodes(session);
  const sizes = new Map(session.graph().nodes.map(({ id, width, height }) => [id, { width, height }]));
  const done = session.perform((draft) => arrangeNodes(draft, nodeDefinitions, nodes.length > 1 ? nodes : undefined, sizes));
  if (done && nodes.length < 2) session.view?.fit();
}

/** Pins what is selected; when all of it is pinned already, lets it go. */
export function togglePin(session: DesignerSession): void {
  const nodes = selectedNodes(session);
  const pinned = new Set(session.draft().layout.pinned);
  if (nodes.length > 0) session.perform((draft) => pinPositions(draft, nodes, !nodes.every((id) => pinned.has(id))));
}

/** Disables what is selected; when all of it is disabled already, enables it. */
export function toggleDisabled(session: DesignerSession): void {
  const nodes = selectedNodes(session);
  const disabled = new Set(session.draft().layout.disabled);
  if (nodes.length > 0) session.perform((draft) => disableNodes(draft, nodes, !nodes.every((id) => disabled.has(id))));
}

export function group(session: DesignerSession): void {
  const nodes = selectedNodes(session);
  const made = session.perform((draft) => groupNodes(draft, nodes))?.created?.[0];
  if (made === undefined || !session.view) return;
  const first = session.graph().nodes.find(({ id }) => id === nodes[0]);
  session.surface.getState().open({ kind: "group", groupId: made, at: session.view.toScreen(first ?? { x: 0, y: 0 }) });
}

export function ungroup(session: DesignerSession): void {
  const groupId = groupOf(session.draft().layout, selectedNodes(session));
  if (groupId === undefined) session.say("What is selected is in no group");
  else session.perform((draft) => ungroupNodes(draft, groupId));
}

export function toggleCollapsed(session: DesignerSession): void {
  const { layout } = session.draft();
  const groupId = groupOf(layout, selectedNodes(session));
  const found = groupId === undefined ? undefined : layout.groups?.[groupId];
  if (groupId === undefined || !found) return session.say("What is selected is in no group");
  const isCollapsed = found.collapsed === true;
  session.perform((draft) => setGroup(draft, groupId, { collapsed: isCollapsed ? undefined : true }), {
    said: `${isCollapsed ? "Expanded" : "Collapsed"} ${found.name}`,
  });
}

export function comment(session: DesignerSession, screen?: Place): void {
  const { view } = session;
  if (!view) return;
  const nodeId = nodeAtHand(session);
  const [edgeId] = selectedEdges(session);
  const edge = edgeId === undefined ? undefined : documentEdge(session, edgeId);
  const at = screen ?? view.cursor();
  const on: CommentAnchor = edge
    ? { edge: edgeKey(edge) }
    : nodeId === undefined
      ? { at: toGrid(view.toFlow(at)) }
      : { node: nodeId };
  session.surface.getState().open({ kind: "comment", on, at });
}

/** Into a container or out of all of them; the nodes keep the place they are seen at, as far as the frame has it. */
export function moveInto(session: DesignerSession, ids: readonly string[], parent: string | undefined): void {
  const graph = session.graph();
  const frame = parent === undefined ? undefined : graph.nodes.find(({ id }) => id === parent);
  const boxes = graph.nodes.filter(({ id }) => ids.includes(id));
  const places = boxes.map((box) => {
    const isThere =
      !frame || (box.x >= frame.x && box.y >= frame.y && box.x < frame.x + frame.width && box.y < frame.y + frame.height);
    const wanted = isThere ? box : { x: frame.x, y: frame.y };
    return [box.id, intoBody(graph, parent, freePlace(graph, parent, intoSight(wanted, frame)))] as const;
  });
  session.perform((draft) => setParent(draft, nodeDefinitions, ids, parent, Object.fromEntries(places)));
}

const intoSight = (place: Place, frame: Place | undefined): Place =>
  frame ? { x: Math.max(place.x, frame.x + 28), y: Math.max(place.y, frame.y + 84) } : place;
