"use client";

import { useMantineColorScheme } from "@mantine/core";
import { Spotlight, spotlight, type SpotlightActionGroupData } from "@mantine/spotlight";
import { useQuery } from "@tanstack/react-query";
import { IconPlayerPlay, IconRoute, IconSearch } from "@tabler/icons-react";
import { useRouter } from "next/navigation";
import { useEffect, type KeyboardEvent } from "react";
import { useApi } from "#components/shared/api/trpc.tsx";
import { usePageCommands } from "#components/shared/commands/page-commands.ts";
import { runStatusLooks } from "#components/ui/run-status.tsx";
import classes from "./command-palette.module.css";
import { destinations } from "./navigation.ts";
import { colorSchemes } from "./theme-switch.tsx";

const RECENT_RUNS = 15;

/** What the open page offers, go to a page, a flow or a recent run, or change the theme. `opened` counts how often it was asked for. */
export function CommandPalette({ opened }: { readonly opened: number }) {
  const groups = useCommands();
  useEffect(() => spotlight.open(), [opened]);
  return (
    <Spotlight
      actions={groups}
      shortcut={null}
      nothingFound="Nothing has this name. Try a flow, a run or a page."
      searchProps={{
        leftSection: <IconSearch size={18} stroke={1.75} />,
        placeholder: "Go to a flow, a run or a page",
        "aria-label": "Search and commands",
        onKeyDown: takeFirstOnEnter,
      }}
      classNames={{
        content: classes["content"] ?? "",
        actionDescription: classes["description"] ?? "",
        actionsGroup: classes["group"] ?? "",
        actionBody: classes["body"] ?? "",
      }}
      overlayProps={{ backgroundOpacity: 0.4, blur: 0 }}
      highlightQuery
      scrollable
      maxHeight={420}
      transitionProps={{ duration: 120 }}
    />
  );
}

/** Flows and runs may arrive after the text was typed. Then none of them is chosen yet, and Enter means the first. */
function takeFirstOnEnter({ key, currentTarget }: KeyboardEvent<HTMLInputElement>): void {
  const dialog = currentTarget.closest('[role="dialog"]');
  if (key !== "Enter" || !dialog || dialog.querySelector("[data-selected]")) return;
  dialog.querySelector<HTMLElement>("[data-action]")?.click();
}

function useCommands(): SpotlightActionGroupData[] {
  const api = useApi();
  const router = useRouter();
  const { setColorScheme } = useMantineColorScheme();
  const flows = useQuery(api.flows.list.queryOptions(undefined));
  const runs = useQuery(api.runs.list.queryOptions({ limit: RECENT_RUNS }));
  const offered = usePageCommands();
  return [
    ...offered.map(({ title, commands }) => ({
      group: title,
      actions: commands().map(({ id, label, description, icon: Glyph, run }) => ({
        id: `${title} ${id}`,
        label,
        ...(description === undefined ? {} : { description }),
        leftSection: <Glyph size={18} stroke={1.75} />,
        onClick: run,
      })),
    })),
    {
      group: "Pages",
      actions: destinations.map(({ href, label, purpose, icon: Glyph }) => ({
        id: href,
        label,
        description: purpose,
        leftSection: <Glyph size={18} stroke={1.75} />,
        onClick: () => router.push(href),
      })),
    },
    {
      group: "Flows",
      actions: (flows.data ?? []).map(({ flowId, name, description }) => ({
        id: `flow ${flowId}`,
        label: name,
        description: description ?? flowId,
        leftSection: <IconRoute size={18} stroke={1.75} />,
        onClick: () => router.push(`/flows/${flowId}`),
      })),
    },
    {
      group: "Recent runs",
      actions: (runs.data?.runs ?? []).map(({ runId, flowName, status, businessKey }) => ({
        id: `run ${runId}`,
        label: businessKey === undefined ? flowName : `${flowName} · ${businessKey}`,
        description: `${runStatusLooks[status].word} · ${runId}`,
        leftSection: <IconPlayerPlay size={18} stroke={1.75} />,
        onClick: () => router.push(`/runs/${runId}`),
      })),
    },
    {
      group: "Theme",
      actions: colorSchemes.map(({ value, label, icon: Glyph }) => ({
        id: `theme ${value}`,
        label: `Theme: ${label.toLowerCase()}`,
        leftSection: <Glyph size={18} stroke={1.75} />,
        onClick: () => setColorScheme(value),
      })),
    },
  ];
}
