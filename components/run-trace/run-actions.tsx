"use client";

import { Button, Menu } from "@mantine/core";
import {
  IconArrowsDiff,
  IconBan,
  IconChevronDown,
  IconFileExport,
  IconFlask,
  IconHistory,
  IconPlayerPause,
  IconPlayerPlay,
  IconRepeat,
} from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { mayEditFlows } from "#engine/core/role.ts";
import { useApi } from "#components/shared/api/trpc.tsx";
import { mayOperateRuns, mayStartRuns, useMembership } from "#components/shared/membership.tsx";
import { Link } from "#components/ui/link.tsx";
import { CancelRun, CompareWith, ExportRun, PauseRun, RunAgain } from "./parts-on-demand.ts";
import type { RunFeed } from "./run-feed.ts";
import type { Run } from "./run-page.tsx";
import type { RunView } from "#components/shared/run-view/run-view.ts";
import { useOperation } from "./use-operation.ts";

interface RunActionsProps {
  readonly run: Run;
  readonly feed: RunFeed;
  /** The newest view, whatever moment is looked at. */
  readonly view: RunView;
  readonly onRedrive: () => void;
}

type Dialog = "cancel" | "pause" | "again" | "compare" | "export";
const ICON = { size: 16, stroke: 1.75 } as const;

/** What can be done to the run as it is now. */
export function RunActions({ run, feed, view, onRedrive }: RunActionsProps) {
  const me = useMembership();
  const [dialog, setDialog] = useState<Dialog>();
  const close = (): void => setDialog(undefined);
  const first = feed.events[0];
  const operates = mayOperateRuns(me.role);
  return (
    <>
      <Menu position="bottom-end" width={240} shadow="md">
        <Menu.Target>
          <Button variant="default" rightSection={<IconChevronDown size={14} />}>
            Actions
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {operates && view.ended === undefined ? <PauseItem run={run} view={view} onPause={() => setDialog("pause")} /> : null}
          {operates ? (
            <Menu.Item leftSection={<IconHistory {...ICON} />} onClick={onRedrive}>
              Go back in time…
            </Menu.Item>
          ) : null}
          {mayStartRuns(me.role) ? (
            <Menu.Item leftSection={<IconRepeat {...ICON} />} onClick={() => setDialog("again")}>
              Run again…
            </Menu.Item>
          ) : null}
          <Menu.Item leftSection={<IconArrowsDiff {...ICON} />} onClick={() => setDialog("compare")}>
            Compare with…
          </Menu.Item>
          <Menu.Item leftSection={<IconFileExport {...ICON} />} onClick={() => setDialog("export")}>
            Export run…
          </Menu.Item>
          {mayEditFlows(me.role) ? (
            <Menu.Item component={Link} href={`/flows/${run.flowId}?tryRun=${run.runId}`} leftSection={<IconFlask {...ICON} />}>
              Open in designer
            </Menu.Item>
          ) : null}
          {operates && view.ended === undefined ? (
            <Menu.Item color="red.8" leftSection={<IconBan {...ICON} />} onClick={() => setDialog("cancel")}>
              Cancel run…
            </Menu.Item>
          ) : null}
        </Menu.Dropdown>
      </Menu>
      {dialog === "pause" ? <PauseRun runId={run.runId} opened onClose={close} /> : null}
      {dialog === "cancel" ? <CancelRun runId={run.runId} opened onClose={close} /> : null}
      {dialog === "compare" ? <CompareWith run={run} opened onClose={close} /> : null}
      {dialog === "export" ? <ExportRun run={run} opened onClose={close} /> : null}
      {dialog === "again" && first?.type === "run.started" ? (
        <RunAgain
          flowId={run.flowId}
          environment={run.environment}
          trigger={first.data.trigger}
          input={first.data.input}
          opened
          onClose={close}
        />
      ) : null}
    </>
  );
}

interface PauseItemProps {
  readonly run: Run;
  readonly view: RunView;
  readonly onPause: () => void;
}

function PauseItem({ run, view, onPause }: PauseItemProps) {
  const api = useApi();
  const resume = useMutation(api.runs.resume.mutationOptions(useOperation()));
  if (!view.paused)
    return (
      <Menu.Item leftSection={<IconPlayerPause {...ICON} />} onClick={onPause}>
        Pause…
      </Menu.Item>
    );
  return (
    <Menu.Item leftSection={<IconPlayerPlay {...ICON} />} onClick={() => resume.mutate({ runId: run.runId })}>
      Resume
    </Menu.Item>
  );
}
