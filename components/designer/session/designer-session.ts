"use client";

import { notifications } from "@mantine/notifications";
import { createContext, useContext } from "react";
import { useStore } from "zustand";
import { moveNodes } from "#engine/core/edit/commands/move-nodes.ts";
import type { CommandDone } from "#engine/core/edit/command-result.ts";
import type { FlowDraft } from "#engine/core/edit/flow-draft.ts";
import type { Place } from "#engine/core/flow/layout.ts";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import { buildFlowGraph, type FlowGraph } from "#components/shared/canvas/flow-graph.ts";
import { keepEqualParts } from "#components/shared/canvas/keep-equal-parts.ts";
import type { DraftStore, PerformOptions } from "#components/shared/draft/draft-state.ts";
import type { DesignerStore } from "../designer-context.ts";
import { intoBody } from "../canvas/geometry.ts";
import { inSequence, type Command } from "./in-sequence.ts";
import type { SurfaceState, SurfaceStore } from "./surface-store.ts";

/** The part of the canvas that actions need: where things are on the screen, and moving there. Absent while it is not shown. */
export interface CanvasView {
  readonly toFlow: (screen: Place) => Place;
  readonly toScreen: (place: Place) => Place;
  /** The pointer on the screen while it is over the canvas, else the canvas's middle. */
  readonly cursor: () => Place;
  readonly middle: () => Place;
  readonly zoomIn: () => void;
  readonly zoomOut: () => void;
  readonly zoomFull: () => void;
  readonly fit: (nodeIds?: readonly string[]) => void;
  /** Moves there if it is out of sight. */
  readonly show: (nodeId: string) => void;
  readonly focus: (nodeId: string) => void;
  /** The node that has the focus of the keyboard. */
  readonly focused: () => string | undefined;
}

export interface SessionOptions extends PerformOptions {
  /** What a screen reader is told instead of the edit's label. */
  readonly said?: string;
}

/** Everything an action may need. One object for as long as the page is open. */
export interface DesignerSession {
  readonly drafts: DraftStore;
  readonly designer: DesignerStore;
  readonly surface: SurfaceStore;
  readonly me: { readonly name: string };
  readonly view: CanvasView | undefined;
  /** The canvas lends itself while it is shown. */
  readonly lend: (view: CanvasView | undefined) => void;
  readonly draft: () => FlowDraft;
  /** The draft as it is drawn; the same object until the draft changes. */
  readonly graph: () => FlowGraph;
  readonly graphOf: (draft: FlowDraft) => FlowGraph;
  /** Makes a change, one step of undo; says what was done, or shows why it cannot be. */
  readonly perform: (command: Command, options?: SessionOptions) => CommandDone | undefined;
  readonly say: (text: string) => void;
}

interface SessionParts {
  readonly drafts: DraftStore;
  readonly designer: DesignerStore;
  readonly surface: SurfaceStore;
  readonly me: { readonly name: string };
}

export function createDesignerSession({ drafts, designer, surface, me }: SessionParts): DesignerSession {
  const draft = (): FlowDraft => drafts.getState().draft;
  const graphOf = createGraphDrawer();
  const graph = (): FlowGraph => graphOf(draft());
  const say = (text: string): void => surface.getState().say(text);
  let lent: CanvasView | undefined;
  return {
    drafts,
    designer,
    surface,
    me,
    get view() {
      return lent;
    },
    lend: (view) => {
      lent = view;
    },
    draft,
    graph,
    graphOf,
    say,
    perform: (command, { said, ...options } = {}) => {
      const before = draft();
      const result = drafts.perform(settledFirst(before, graph(), command)(before), options);
      if (result.ok) {
        if (result.edit.operations.length > 0) say(said ?? result.edit.label);
        return result;
      }
      notifications.show({ message: result.reason, color: "yellow", withBorder: true });
      say(result.reason);
      return undefined;
    },
  };
}

/** Builds the graph once per draft and keeps the parts that did not change. */
export function createGraphDrawer(): (draft: FlowDraft) => FlowGraph {
  let last: { readonly document: unknown; readonly layout: unknown; readonly graph: FlowGraph } | undefined;
  return ({ document, layout }) => {
    if (last?.document === document && last.layout === layout) return last.graph;
    const graph = keepEqualParts(last?.graph, buildFlowGraph(document, layout, nodeDefinitions));
    last = { document, layout, graph };
    return graph;
  };
}

/**
 * Nodes without a saved place are laid out anew whenever the flow changes. Before the first change of such a flow, all get
 * the place they are seen at, so that nothing jumps; undo takes that back together with the change.
 */
function settledFirst({ document, layout }: FlowDraft, graph: FlowGraph, command: Command): Command {
  const loose = new Set(document.nodes.flatMap(({ id }) => (layout.positions[id] ? [] : [id])));
  if (loose.size === 0) return command;
  const seen = graph.nodes.filter(({ id }) => loose.has(id)).map((box) => [box.id, intoBody(graph, box.parent, box)]);
  const places = Object.fromEntries(seen) as Readonly<Record<string, Place>>;
  return inSequence(undefined, [(start) => moveNodes(start, places), command]);
}

const SessionContext = createContext<DesignerSession | undefined>(undefined);
export const SessionProvider = SessionContext.Provider;

export function useSession(): DesignerSession {
  const session = useContext(SessionContext);
  if (!session) throw new Error("useSession belongs inside DesignerPage.");
  return session;
}

export const useSurface = <Part>(selector: (state: SurfaceState) => Part): Part => useStore(useSession().surface, selector);
