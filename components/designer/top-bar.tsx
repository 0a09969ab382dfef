"use client";

import { ActionIcon, Button, Menu, SegmentedControl, Tooltip } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconArrowBackUp, IconArrowForwardUp, IconDots, IconPlayerPlay, IconRocket } from "@tabler/icons-react";
import { useState } from "react";
import { useApi } from "#components/shared/api/trpc.tsx";
import { useDraft } from "#components/shared/draft/use-draft.ts";
import { PresenceAvatars } from "#components/shared/draft/presence-avatars.tsx";
import { StartRunDrawer } from "#components/shared/start-run/start-run-drawer.tsx";
import { Link } from "#components/ui/link.tsx";
import { PageBar } from "#components/ui/page-bar.tsx";
import { SidePanelToggle } from "#components/ui/resizable-pane.tsx";
import { actions } from "./actions/designer-actions.ts";
import { useDesigner } from "./designer-context.ts";
import classes from "./designer-page.module.css";
import { DraftStateBadge } from "./draft-state-badge.tsx";
import { useSession } from "./session/designer-session.ts";
import { partOnDemand } from "#components/shared/on-demand/part-on-demand.ts";

const TakeAsCode = partOnDemand(() => import("#components/shared/export/take-as-code.tsx").then((module) => module.TakeAsCode));

export type DesignerView = "canvas" | "outline" | "source";

const TRAIL = [{ label: "Flows", href: "/flows" }];

interface TopBarProps {
  readonly view: DesignerView;
  readonly onView: (view: DesignerView) => void;
}

/** Where I am, the state of the draft, undo and redo, and the way to production. */
export function TopBar({ view, onView }: TopBarProps) {
  const session = useSession();
  const name = useDraft(({ draft }) => draft.document.name);
  return (
    <PageBar title={name} trail={TRAIL} state={<DraftStateBadge />}>
      <PresenceAvatars />
      <UndoRedo />
      <SegmentedControl
        size="xs"
        aria-label="View"
        value={view}
        onChange={(value) => onView(value)}
        data={[
          { value: "canvas", label: "Canvas" },
          { value: "outline", label: "Outline" },
          { value: "source", label: "YAML" },
        ]}
      />
      <StartRun />
      <Button
        className={classes["publish"] ?? ""}
        leftSection={<IconRocket size={16} />}
        onClick={() => actions.publish.run(session)}
      >
        Publish
      </Button>
      <More />
      <SidePanelToggle />
    </PageBar>
  );
}

function UndoRedo() {
  const session = useSession();
  const undo = useDraft((state) => state.undo.at(-1));
  const redo = useDraft((state) => state.redo.at(-1));
  const buttons = [
    {
      id: "undo" as const,
      label: undo === undefined ? "Undo" : `Undo: ${undo}`,
      name: "Undo",
      isOff: undo === undefined,
      icon: IconArrowBackUp,
    },
    {
      id: "redo" as const,
      label: redo === undefined ? "Redo" : `Redo: ${redo}`,
      name: "Redo",
      isOff: redo === undefined,
      icon: IconArrowForwardUp,
    },
  ];
  return buttons.map(({ id, label, name, isOff, icon: Glyph }) => (
    <Tooltip key={id} label={label}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={30}
        aria-label={name}
        className={classes["step"] ?? ""}
        {...(isOff ? { "data-disabled": true } : {})}
        aria-disabled={isOff}
        onClick={() => actions[id].run(session)}
      >
        <Glyph size={17} stroke={1.75} />
      </ActionIcon>
    </Tooltip>
  ));
}

/** Runs the published version, whatever the draft says; a draft is tried in the drawer. */
function StartRun() {
  const api = useApi();
  const flowId = useDesigner((state) => state.flowId);
  const isPublished = useDraft((state) => state.liveVersion !== undefined);
  const flow = useQuery(api.flows.get.queryOptions({ flowId }, { staleTime: 30_000, enabled: isPublished }));
  const [starting, setStarting] = useState(false);
  if (!flow.data) return null;
  return (
    <>
      <Button
        className={classes["start"] ?? ""}
        variant="default"
        leftSection={<IconPlayerPlay size={16} />}
        onClick={() => setStarting(true)}
      >
        <span className={classes["startWord"]}>Start run</span>
      </Button>
      <StartRunDrawer flow={flow.data} opened={starting} onClose={() => setStarting(false)} />
    </>
  );
}

function More() {
  const session = useSession();
  const flowId = useDesigner((state) => state.flowId);
  const isPublished = useDraft((state) => state.liveVersion !== undefined);
  const [taking, setTaking] = useState(false);
  return (
    <>
      <Menu position="bottom-end" shadow="md" width={220}>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size={30} aria-label="More">
            <IconDots size={17} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item component={Link} href={`/flows/${flowId}/versions`}>
            Versions
          </Menu.Item>
          <Menu.Item component={Link} href={`/runs?flow=${flowId}`}>
            Runs of this flow
          </Menu.Item>
          <Menu.Item onClick={() => setTaking(true)}>Take as code</Menu.Item>
          <Menu.Divider />
          <Menu.Item onClick={() => actions.search.run(session)}>Find in this flow</Menu.Item>
          <Menu.Item onClick={() => actions.shortcuts.run(session)}>Shortcuts</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {taking ? (
        <TakeAsCode
          flowId={flowId}
          sources={isPublished ? ["draft", "live"] : ["draft"]}
          save={() => session.drafts.flush()}
          onClose={() => setTaking(false)}
        />
      ) : null}
    </>
  );
}
