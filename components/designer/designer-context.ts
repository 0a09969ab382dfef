"use client";

import { createContext, useContext } from "react";
import { useStore } from "zustand";
import { createStore, type StoreApi } from "zustand/vanilla";
import type { Problem } from "#engine/core/problem.ts";

/**
 * What a person looks at in the designer, apart from the draft itself: the selection, what is open, and what is wrong.
 * Canvas, outline, inspector, problems and try read it and keep each other in step through it. Nothing in here is saved.
 */
export const drawerTabs = ["problems", "comments", "try"] as const;
export type DrawerTab = (typeof drawerTabs)[number];

export type InspectorTab = "configure" | "input" | "output" | "tests";

/** Node ids, and edge ids as the canvas draws them: `from.port>to`. */
export interface Selection {
  readonly nodes: ReadonlySet<string>;
  readonly edges: ReadonlySet<string>;
}

/** A place to be shown: the canvas moves there and focuses the node, the inspector focuses the field. */
export interface Revealed {
  readonly nodeId: string;
  /** Path inside the node, such as `config/url`, or `name`. */
  readonly field?: string;
  readonly tab?: InspectorTab;
  /** Raised at each request, so that the same place can be asked for twice. */
  readonly serial: number;
}

export interface DesignerState {
  readonly flowId: string;
  readonly canEdit: boolean;
  readonly selection: Selection;
  readonly revealed: Revealed | undefined;
  /** `undefined`: the drawer is closed. */
  readonly drawer: DrawerTab | undefined;
  /** Everything that is wrong with the draft now, errors first. */
  readonly problems: readonly Problem[];
  readonly problemsByNode: ReadonlyMap<string, readonly Problem[]>;
  /** Without arguments: nothing is selected. */
  readonly select: (nodes?: Iterable<string>, edges?: Iterable<string>) => void;
  readonly reveal: (nodeId: string, field?: string) => void;
  readonly revealTab: (nodeId: string, tab: InspectorTab) => void;
  readonly openDrawer: (tab: DrawerTab) => void;
  readonly closeDrawer: () => void;
  readonly setProblems: (problems: readonly Problem[]) => void;
}

export type DesignerStore = StoreApi<DesignerState>;

const NOTHING: Selection = { nodes: new Set(), edges: new Set() };

export function createDesignerStore(flowId: string, canEdit: boolean, drawer?: DrawerTab): DesignerStore {
  return createStore<DesignerState>()((set, get) => ({
    flowId,
    canEdit,
    selection: NOTHING,
    revealed: undefined,
    drawer,
    problems: [],
    problemsByNode: new Map(),
    select: (nodes = [], edges = []) => {
      const selection = { nodes: new Set(nodes), edges: new Set(edges) };
      // What was revealed is of no more interest: whoever comes back to the node is not sent to its field again.
      if (!isSameSelection(selection, get().selection)) set({ selection, revealed: undefined });
    },
    reveal: (nodeId, field) => {
      const serial = (get().revealed?.serial ?? 0) + 1;
      get().select([nodeId]);
      set({ revealed: { nodeId, serial, ...(field === undefined ? {} : { field, tab: "configure" }) } });
    },
    revealTab: (nodeId, tab) => {
      const serial = (get().revealed?.serial ?? 0) + 1;
      get().select([nodeId]);
      set({ revealed: { nodeId, serial, tab } });
    },
    openDrawer: (drawer) => set({ drawer }),
    closeDrawer: () => set({ drawer: undefined }),
    setProblems: (problems) => {
      const ofNodes = problems.filter(({ nodeId }) => nodeId !== undefined);
      set({ problems, problemsByNode: Map.groupBy(ofNodes, ({ nodeId }) => nodeId!) });
    },
  }));
}

const isSameSelection = (one: Selection, other: Selection): boolean =>
  isSameSet(one.nodes, other.nodes) && isSameSet(one.edges, other.edges);

const isSameSet = (one: ReadonlySet<string>, other: ReadonlySet<string>): boolean =>
  one.size === other.size && [...one].every((id) => other.has(id));

const DesignerContext = createContext<DesignerStore | undefined>(undefined);
export const DesignerProvider = DesignerContext.Provider;

export function useDesignerStore(): DesignerStore {
  const store = useContext(DesignerContext);
  if (!store) throw new Error("useDesigner belongs inside DesignerPage.");
  return store;
}

/** Selects a part of the state; the component is drawn again only when that part changes. */
export const useDesigner = <Part>(selector: (state: DesignerState) => Part): Part => useStore(useDesignerStore(), selector);

/** The one selected node; `undefined` with none or several. */
export const selectedNode = ({ selection: { nodes } }: DesignerState): string | undefined =>
  nodes.size === 1 ? [...nodes][0] : undefined;

/** The one selected edge. */
export const selectedEdge = ({ selection: { edges } }: DesignerState): string | undefined =>
  edges.size === 1 ? [...edges][0] : undefined;
