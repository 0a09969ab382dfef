"use client";

import { Kbd, useMantineColorScheme } from "@mantine/core";
import { Spotlight, spotlight, type SpotlightActionData, type SpotlightActionGroupData } from "@mantine/spotlight";
import { useQuery } from "@tanstack/react-query";
import { IconPlayerPlay, IconRoute, IconSearch } from "@tabler/icons-react";
import { useRouter } from "next/navigation";
import { useCallback, useEffect, useMemo, useRef, useState, type KeyboardEvent } from "react";
import { mayEditFlows } from "#engine/core/role.ts";
import { useApi } from "#components/shared/api/trpc.tsx";
import { useMembership } from "#components/shared/membership.tsx";
import { usePageCommands, type PageCommand } from "#components/shared/commands/page-commands.ts";
import { runStatusLooks } from "#components/ui/run-status.tsx";
import classes from "./command-palette.module.css";
import { destinations, furtherDestinations } from "./navigation.ts";
import { colorSchemes } from "./theme-switch.tsx";
import type { Typed } from "./typed-ahead.ts";

const RECENT_RUNS = 15;

/**
 * The palette is there, with the focus in it, before the next key is pressed, and gone with all that was typed before the
 * one after Enter: people type faster than a transition runs, and what misses the palette is a shortcut of the page. It appears
 * as every dialog does: see `theme.ts`.
 */
const AT_ONCE = { duration: 0 } as const;

interface CommandPaletteProps {
  /** Counts how often it was asked for. */
  readonly opened: number;
  /** What has been typed before it was here; from then on it takes the keys itself. */
  readonly typedAhead: () => Typed;
}

/** What the open page offers, go to a page, a flow or a recent run, or change the theme. */
export function CommandPalette({ opened, typedAhead }: CommandPaletteProps) {
  const { groups, isLoading } = useCommands();
  const focus = useFocusBefore();
  const [query, setQuery] = useState("");
  const entered = useRef<HTMLInputElement>(null);
  useEffect(() => {
    focus.remember();
    spotlight.open();
  }, [focus, opened]);
  const takeOver = useCallback(
    (input: HTMLInputElement | null): void => {
      if (!input) return;
      input.focus({ preventScroll: true });
      const { text, isEntered } = typedAhead();
      if (text !== "") setQuery(text);
      if (isEntered) entered.current = input;
    },
    [typedAhead],
  );
  // What was entered ahead of the palette is found when it lists what there is, with the text that was typed.
  useEffect(() => {
    if (isLoading || !entered.current) return;
    takeFirst(entered.current);
    entered.current = null;
  }, [isLoading, query]);
  return (
    <Spotlight
      query={query}
      onQueryChange={setQuery}
      actions={groups.map((group) => ({
        ...group,
        actions: group.actions.map((action) => afterClosing(action, focus.giveBack)),
      }))}
      shortcut={null}
      returnFocus={false}
      onSpotlightClose={focus.giveBack}
      nothingFound="Nothing has this name. Try a flow, a run or a page."
      searchProps={{
        leftSection: <IconSearch size={18} stroke={1.75} />,
        placeholder: "Go to a flow, a run or a page",
        "aria-label": "Search and commands",
        ref: takeOver,
        onKeyDown: (event) => {
          // Whoever goes on typing wants something else by now.
          entered.current = null;
          takeFirstOnEnter(event);
        },
      }}
      classNames={{
        content: classes["content"] ?? "",
        action: classes["action"] ?? "",
        actionDescription: classes["description"] ?? "",
        actionsGroup: classes["group"] ?? "",
        actionBody: classes["body"] ?? "",
      }}
      overlayProps={{ backgroundOpacity: 0.4, blur: 0 }}
      centered={false}
      yOffset="12dvh"
      highlightQuery
      scrollable
      maxHeight={420}
      transitionProps={AT_ONCE}
    />
  );
}

interface FocusBefore {
  readonly remember: () => void;
  readonly giveBack: () => void;
}

const isInPalette = (element: Element | null): boolean => Boolean(element?.closest(".mantine-Spotlight-content"));

/**
 * What had the focus before the palette has it again in the moment the palette closes. Mantine would give it back a little
 * later, and take it away from what the chosen command, or the next key, has opened meanwhile.
 */
function useFocusBefore(): FocusBefore {
  const before = useRef<Element>(null);
  return useMemo(
    () => ({
      remember: () => {
        if (!isInPalette(document.activeElement)) before.current = document.activeElement;
      },
      giveBack: () => {
        const hasFocus = document.activeElement !== document.body && !isInPalette(document.activeElement);
        if (!hasFocus && before.current instanceof HTMLElement) before.current.focus({ preventScroll: true });
      },
    }),
    [],
  );
}

/** A command acts on the page as it was before the palette: with the focus where it was, and free to put it elsewhere. */
const afterClosing = (action: SpotlightActionData, giveBack: () => void): SpotlightActionData => ({
  ...action,
  onClick: (event) => {
    giveBack();
    action.onClick?.(event);
  },
});

/** The first of them; the sheet of shortcuts has them all. */
const Keys = ({ of: [names = []] }: { readonly of: NonNullable<PageCommand["keys"]> }) => (
  <span className={classes["chord"]}>
    {names.map((name) => (
      <Kbd key={name} size="xs">
        {name}
      </Kbd>
    ))}
  </span>
);

/** Flows and runs may arrive after the text was typed. Then none of them is chosen yet, and Enter means the first. */
function takeFirstOnEnter({ key, currentTarget }: KeyboardEvent<HTMLInputElement>): void {
  if (key === "Enter") takeFirst(currentTarget);
}

function takeFirst(input: HTMLInputElement): void {
  const dialog = input.closest('[role="dialog"]');
  if (!dialog || dialog.querySelector("[data-selected]")) return;
  dialog.querySelector<HTMLElement>("[data-action]")?.click();
}

function useCommands(): { readonly groups: SpotlightActionGroupData[]; readonly isLoading: boolean } {
  const api = useApi();
  const router = useRouter();
  const { setColorScheme } = useMantineColorScheme();
  const flows = useQuery(api.flows.list.queryOptions(undefined));
  const runs = useQuery(api.runs.list.queryOptions({ limit: RECENT_RUNS }));
  const offered = usePageCommands();
  const isEditor = mayEditFlows(useMembership().role);
  const places = [...destinations, ...furtherDestinations].filter(({ forEditors }) => isEditor || !forEditors);
  const groups = [
    ...offered.map(({ title, commands }) => ({
      group: title,
      actions: commands().map(({ id, label, description, keys, icon: Glyph, run }) => ({
        id: `${title} ${id}`,
        label,
        ...(description === undefined ? {} : { description }),
        leftSection: <Glyph size={18} stroke={1.75} />,
        ...(keys === undefined ? {} : { rightSection: <Keys of={keys} /> }),
        onClick: run,
      })),
    })),
    {
      group: "Pages",
      actions: places.map(({ href, label, purpose, icon: Glyph }) => ({
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
  return { groups, isLoading: flows.isPending || runs.isPending };
}
