"use client";

import { useMediaQuery } from "@mantine/hooks";
import { useSearchParams } from "next/navigation";
import { useEffect, useState, type ReactNode } from "react";
import { ConflictResolver } from "#components/shared/draft/conflict-resolver.tsx";
import { DraftProvider } from "#components/shared/draft/draft-provider.tsx";
import { useDraft, useDraftStore } from "#components/shared/draft/use-draft.ts";
import { useMembership } from "#components/shared/membership.tsx";
import { useOfferedCommands } from "#components/shared/commands/page-commands.ts";
import { Notice } from "#components/ui/notice.tsx";
import { ResizablePane, useSidePanel } from "#components/ui/resizable-pane.tsx";
import { offeredCommands } from "./actions/offered-commands.ts";
import { DesignerCanvas } from "./canvas/designer-canvas.tsx";
import { EmptyCanvas } from "./canvas/empty-canvas.tsx";
import { ToolStrip } from "./canvas/tool-strip.tsx";
import { createDesignerStore, DesignerProvider, drawerTabs, selectedNode, useDesigner } from "./designer-context.ts";
import classes from "./designer-page.module.css";
import { Drawer } from "./drawer.tsx";
import { useShortcuts } from "./keys/use-shortcuts.ts";
import { DraftSource, Outline } from "./on-demand.tsx";
import { Announcer, OverlayHost } from "./overlays/overlay-host.tsx";
import { SearchBar } from "./overlays/search-bar.tsx";
import { Palette } from "./palette/palette.tsx";
import { useProblemUpkeep } from "./problems/use-problems.ts";
import { createDesignerSession, SessionProvider, useSession, useSurface } from "./session/designer-session.ts";
import { createSurfaceStore } from "./session/surface-store.ts";
import { OpeningDesigner, OpeningFailed } from "./opening.tsx";
import { SidePanel } from "./side-panel.tsx";
import { TopBar, type DesignerView } from "./top-bar.tsx";
import { TryProvider } from "./try/try-provider.tsx";

interface DesignerPageProps {
  readonly flowId: string;
  /** What the published flow is doing; shown while nothing is selected. */
  readonly about: ReactNode;
}

/** The page of a flow for people who may change it: draw, configure, try and publish. */
export function DesignerPage({ flowId, about }: DesignerPageProps) {
  return (
    <DraftProvider
      flowId={flowId}
      fallback={<OpeningDesigner title={flowId} />}
      failure={(error, retry) => <OpeningFailed title={flowId} error={error} onRetry={retry} />}
    >
      <OpenDesigner key={flowId} flowId={flowId} about={about} />
    </DraftProvider>
  );
}

/** Whoever gets here may edit: the page chose by the person's role. */
const CAN_EDIT = true;

function OpenDesigner({ flowId, about }: DesignerPageProps) {
  const drafts = useDraftStore();
  const me = useMembership();
  const asked = useSearchParams().get("drawer");
  const [session] = useState(() => {
    const designer = createDesignerStore(
      flowId,
      CAN_EDIT,
      drawerTabs.find((tab) => tab === asked),
    );
    return createDesignerSession({ drafts, designer, surface: createSurfaceStore(), me });
  });
  return (
    <DesignerProvider value={session.designer}>
      <SessionProvider value={session}>
        <TryProvider>
          <Workbench about={about} />
        </TryProvider>
      </SessionProvider>
    </DesignerProvider>
  );
}

function Workbench({ about }: { readonly about: ReactNode }) {
  const session = useSession();
  const [view, setView] = useDesignerView();
  const [offered] = useState(() => offeredCommands(session));
  useShortcuts(session);
  useOfferedCommands(offered);
  useSelectionUpkeep();
  useProblemUpkeep();
  const selected = useDesigner(selectedNode);
  const label = useDraft(({ draft }) => draft.document.nodes.find(({ id }) => id === selected)?.name ?? selected);
  const isEmpty = useDraft(({ draft }) => draft.document.nodes.length === 0);
  return (
    <>
      <TopBar view={view} onView={setView} />
      <div className={classes["page"]}>
        {view === "canvas" ? <Side /> : null}
        <div className={classes["middle"]}>
          <div className={classes["stage"]}>
            {view === "canvas" ? <DesignerCanvas /> : view === "outline" ? <Outline isPage /> : <DraftSource />}
            {view === "canvas" ? <ToolStrip /> : null}
            {view === "canvas" && isEmpty ? <EmptyCanvas /> : null}
            {view === "canvas" ? <SearchBar /> : null}
            <SaveTroubles />
          </div>
          <Drawer />
        </div>
        <ResizablePane edge="right" label={label === undefined ? "About this flow" : `Node ${label}`}>
          <SidePanel about={about} />
        </ResizablePane>
      </div>
      <OverlayHost />
      <Announcer />
    </>
  );
}

/** What keeps changes from being saved, over the canvas until it is settled. */
function SaveTroubles() {
  const problem = useDraft((state) => state.saveProblem);
  return (
    <div className={classes["troubles"]}>
      {problem === undefined ? null : (
        <Notice tone="bad" title="Changes are not saved">
          {problem}
        </Notice>
      )}
      <ConflictResolver />
    </div>
  );
}

/** A flow is read as an outline where there is no room for a canvas, until the person chooses. */
function useDesignerView(): readonly [DesignerView, (view: DesignerView) => void] {
  const [chosen, setChosen] = useState<DesignerView>();
  const isNarrow = useMediaQuery("(max-width: 48em)");
  return [chosen ?? (isNarrow ? "outline" : "canvas"), setChosen];
}

function Side() {
  const side = useSurface((state) => state.side);
  return (
    <ResizablePane edge="left" label={side === "outline" ? "Outline" : "Nodes to add"} className={classes["side"]}>
      {side === "outline" ? <Outline /> : <Palette />}
    </ResizablePane>
  );
}

/** What is gone, by undo or by somebody else, is no longer selected; opening a node opens the panel that shows it. */
function useSelectionUpkeep(): void {
  const { designer, drafts } = useSession();
  const [, openPanel] = useSidePanel();
  const selected = useDesigner(selectedNode);
  useEffect(() => {
    if (selected !== undefined) openPanel(true);
  }, [openPanel, selected]);
  useEffect(
    () =>
      drafts.subscribe(() => {
        const { selection, select } = designer.getState();
        if (selection.nodes.size === 0) return;
        const known = new Set(drafts.getState().draft.document.nodes.map(({ id }) => id));
        if ([...selection.nodes].some((id) => !known.has(id)))
          select(
            [...selection.nodes].filter((id) => known.has(id)),
            selection.edges,
          );
      }),
    [designer, drafts],
  );
  const ids = useDesigner((state) => state.selection.nodes);
  useEffect(() => drafts.select([...ids]), [drafts, ids]);
}
