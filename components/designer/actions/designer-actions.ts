import { omitUndefined } from "#engine/core/omit-undefined.ts";
import type { ActionId } from "../keys/keyboard.ts";
import type { DesignerSession } from "../session/designer-session.ts";
import { focusSidePanel } from "../side-panel-focus.ts";
import { outputsOf } from "./add-actions.ts";
import * as edit from "./edit-actions.ts";
import { findNext } from "./find-actions.ts";
import {
  goTo,
  moveOrGo,
  nodeAtHand,
  selectAll,
  selectedEdges,
  selectedNodes,
  selectNextEdge,
  selectReach,
} from "./select-actions.ts";

interface Action {
  readonly run: (session: DesignerSession) => void;
  /** Whether there is something to do it with. Shown as disabled in menus; a key does nothing then. */
  readonly isPossible?: (session: DesignerSession) => boolean;
}

const hasNodes = (session: DesignerSession): boolean => selectedNodes(session).length > 0;
const hasSeveral = (session: DesignerSession): boolean => selectedNodes(session).length > 1;
const hasSelection = (session: DesignerSession): boolean => hasNodes(session) || selectedEdges(session).length > 0;
const hasNode = (session: DesignerSession): boolean => nodeAtHand(session) !== undefined;

/** What each row of the table of shortcuts does; menus, toolbar and command palette run the same. */
export const actions: Readonly<Record<ActionId, Action>> = {
  quickAdd: { run: quickAdd },
  connect: {
    run: withNode((session, nodeId) => session.surface.getState().open({ kind: "connect", nodeId })),
    isPossible: hasNode,
  },
  nextEdge: { run: selectNextEdge, isPossible: (session) => hasSelection(session) || hasNode(session) },
  comment: { run: (session) => edit.comment(session) },

  undo: { run: edit.undo, isPossible: ({ drafts }) => drafts.getState().undo.length > 0 },
  redo: { run: edit.redo, isPossible: ({ drafts }) => drafts.getState().redo.length > 0 },
  rename: {
    run: withNode((session, nodeId) => session.surface.getState().open({ kind: "rename", nodeId })),
    isPossible: hasNode,
  },
  remove: { run: edit.remove, isPossible: hasSelection },
  duplicate: { run: edit.duplicate, isPossible: hasNodes },
  copy: { run: (session) => void edit.copyToClipboard(session), isPossible: hasNodes },
  cut: { run: (session) => void edit.cutToClipboard(session), isPossible: hasNodes },
  paste: { run: (session) => void edit.pasteFromClipboard(session) },

  open: { run: openFocused },
  panel: { run: focusSidePanel },
  selectAll: { run: selectAll },
  clear: { run: clear },
  left: { run: (session) => moveOrGo(session, "left") },
  right: { run: (session) => moveOrGo(session, "right") },
  up: { run: (session) => moveOrGo(session, "up") },
  down: { run: (session) => moveOrGo(session, "down") },
  neighborLeft: { run: (session) => goTo(session, nodeAtHand(session), "left", true) },
  neighborRight: { run: (session) => goTo(session, nodeAtHand(session), "right", true) },
  neighborUp: { run: (session) => goTo(session, nodeAtHand(session), "up", true) },
  neighborDown: { run: (session) => goTo(session, nodeAtHand(session), "down", true) },
  upstream: { run: (session) => selectReach(session, "before") },
  downstream: { run: (session) => selectReach(session, "after") },
  moveInto: { run: chooseContainer, isPossible: hasNodes },

  arrange: { run: edit.arrange, isPossible: (session) => session.graph().nodes.length > 1 },
  pin: { run: edit.togglePin, isPossible: hasNodes },
  disable: { run: edit.toggleDisabled, isPossible: hasNodes },
  group: { run: edit.group, isPossible: hasNodes },
  ungroup: { run: edit.ungroup, isPossible: hasNodes },
  collapse: { run: edit.toggleCollapsed, isPossible: hasNodes },
  alignLeft: { run: (session) => edit.align(session, "left"), isPossible: hasSeveral },
  alignCenter: { run: (session) => edit.align(session, "center"), isPossible: hasSeveral },
  alignRight: { run: (session) => edit.align(session, "right"), isPossible: hasSeveral },
  alignTop: { run: (session) => edit.align(session, "top"), isPossible: hasSeveral },
  alignMiddle: { run: (session) => edit.align(session, "middle"), isPossible: hasSeveral },
  alignBottom: { run: (session) => edit.align(session, "bottom"), isPossible: hasSeveral },
  distributeX: { run: (session) => edit.align(session, "distributeX"), isPossible: hasSeveral },
  distributeY: { run: (session) => edit.align(session, "distributeY"), isPossible: hasSeveral },

  search: { run: ({ surface }) => surface.getState().set({ isSearching: true }) },
  searchNext: { run: (session) => findNext(session, 1) },
  searchPrevious: { run: (session) => findNext(session, -1) },
  zoomIn: { run: ({ view }) => view?.zoomIn() },
  zoomOut: { run: ({ view }) => view?.zoomOut() },
  zoomFull: { run: ({ view }) => view?.zoomFull() },
  fit: { run: ({ view }) => view?.fit() },
  fitSelection: { run: (session) => session.view?.fit(selectedNodes(session)), isPossible: hasNodes },
  hand: { run: ({ surface }) => surface.getState().set({ isHand: !surface.getState().isHand }) },
  outline: {
    run: ({ surface }) => surface.getState().set({ side: surface.getState().side === "outline" ? "palette" : "outline" }),
  },

  problems: { run: ({ designer }) => toggleDrawer(designer.getState(), "problems") },
  try: { run: ({ designer }) => toggleDrawer(designer.getState(), "try") },
  publish: { run: ({ surface }) => surface.getState().open({ kind: "publish" }) },
  shortcuts: { run: ({ surface }) => surface.getState().open({ kind: "shortcuts" }) },
};

function withNode(run: (session: DesignerSession, nodeId: string) => void): Action["run"] {
  return (session) => {
    const nodeId = nodeAtHand(session);
    if (nodeId !== undefined) run(session, nodeId);
  };
}

/** After the selected node, into the selected edge, or else where the pointer is. */
function quickAdd(session: DesignerSession): void {
  const { view, surface } = session;
  if (!view) return;
  const nodeId = nodeAtHand(session);
  const [into] = selectedEdges(session);
  const source = nodeId === undefined ? undefined : session.graph().nodes.find(({ id }) => id === nodeId);
  const [first] = source ? outputsOf(session.graph(), source.id) : [];
  const at = source ? view.toScreen({ x: source.x + source.width + 16, y: source.y }) : view.cursor();
  surface.getState().open({
    kind: "quickAdd",
    at,
    place: view.toFlow(at),
    ...omitUndefined({ after: first, into }),
  });
}

/** The first press selects, the second one goes on to the settings of what is selected. */
function openFocused(session: DesignerSession): void {
  const focused = session.view?.focused();
  if (focused === undefined) return;
  const selected = selectedNodes(session);
  if (selected.length === 1 && selected[0] === focused) focusSidePanel();
  else session.designer.getState().select([focused]);
}

function clear(session: DesignerSession): void {
  if (hasSelection(session)) {
    session.designer.getState().select();
    session.say("Nothing is selected");
  } else session.surface.getState().set({ isSearching: false });
}

function chooseContainer(session: DesignerSession): void {
  session.surface.getState().open({ kind: "moveInto", nodeIds: selectedNodes(session) });
}

function toggleDrawer(designer: ReturnType<DesignerSession["designer"]["getState"]>, tab: "problems" | "try"): void {
  if (designer.drawer === tab) designer.closeDrawer();
  else designer.openDrawer(tab);
}
