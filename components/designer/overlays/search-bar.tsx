"use client";

import { ActionIcon, TextInput, Tooltip } from "@mantine/core";
import { IconChevronDown, IconChevronUp, IconSearch, IconX } from "@tabler/icons-react";
import { useMemo, type KeyboardEvent } from "react";
import { useDraft } from "#components/shared/draft/use-draft.ts";
import { findNext, matchesOf } from "../actions/find-actions.ts";
import { useDesigner } from "../designer-context.ts";
import { useSession, useSurface } from "../session/designer-session.ts";
import classes from "./overlays.module.css";

/** Finds nodes by any of their text and steps through them. */
export function SearchBar() {
  const session = useSession();
  const isOpen = useSurface((state) => state.isSearching);
  return isOpen ? <OpenBar key="open" session={session} /> : null;
}

function OpenBar({ session }: { readonly session: ReturnType<typeof useSession> }) {
  const query = useSurface((state) => state.query);
  const draft = useDraft((state) => state.draft);
  const selected = useDesigner((state) => state.selection.nodes);
  const { set } = session.surface.getState();
  const matches = useMemo(() => (draft ? matchesOf(session, query) : []), [draft, query, session]);
  const at = matches.findIndex(({ nodeId }) => selected.has(nodeId));
  const close = (): void => {
    set({ isSearching: false });
    const [nodeId] = session.designer.getState().selection.nodes;
    if (nodeId !== undefined) session.view?.focus(nodeId);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Enter") findNext(session, event.shiftKey ? -1 : 1);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const steps = [
    { label: "Previous match", icon: IconChevronUp, run: () => findNext(session, -1) },
    { label: "Next match", icon: IconChevronDown, run: () => findNext(session, 1) },
    { label: "Close search", icon: IconX, run: close },
  ];
  return (
    <div className={classes["search"]} role="search" aria-label="Find in this flow">
      <TextInput
        autoFocus
        size="xs"
        w={220}
        aria-label="Find in this flow"
        placeholder="Find in this flow"
        leftSection={<IconSearch size={14} />}
        value={query}
        onFocus={(event) => event.currentTarget.select()}
        onChange={(event) => set({ query: event.currentTarget.value })}
        onKeyDown={onKeyDown}
      />
      <span className={classes["count"]} role="status">
        {query === ""
          ? ""
          : matches.length === 0
            ? "None"
            : at === -1
              ? `${matches.length} found`
              : `${at + 1} of ${matches.length}`}
      </span>
      {steps.map(({ label, icon: Glyph, run }) => (
        <Tooltip key={label} label={label}>
          <ActionIcon variant="subtle" color="gray" size={26} aria-label={label} onClick={run}>
            <Glyph size={15} />
          </ActionIcon>
        </Tooltip>
      ))}
    </div>
  );
}
