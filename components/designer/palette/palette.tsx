"use client";

import { CloseButton, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useMemo, useState, type KeyboardEvent } from "react";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import { useDraft } from "#components/shared/draft/use-draft.ts";
import { addAfter, addAt, outputsOf } from "../actions/add-actions.ts";
import { nodeAtHand } from "../actions/select-actions.ts";
import { useSession, type DesignerSession } from "../session/designer-session.ts";
import { writeEntry } from "./dragged-entry.ts";
import { EntryWords } from "./entry-words.tsx";
import { groupEntries, paletteEntries, searchEntries, type PaletteEntry } from "./palette-entries.ts";
import classes from "./palette.module.css";

/** Everything that can be added. Dragged onto the canvas, or pressed: then it follows the selected node. */
export function Palette() {
  const session = useSession();
  const [text, setText] = useState("");
  const document = useDraft(({ draft }) => draft.document);
  const entries = useMemo(() => paletteEntries(nodeDefinitions, document), [document]);
  const found = searchEntries(entries, text);
  const groups = text.trim() === "" ? groupEntries(found) : [{ category: "found", title: "Best matches", entries: found }];
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Enter" && found[0]) add(session, found[0]);
    else if (event.key === "Escape" && text !== "") setText("");
    else return;
    event.preventDefault();
  };
  return (
    <div className={classes["palette"]}>
      <div className={classes["search"]}>
        <TextInput
          size="xs"
          aria-label="Search nodes"
          placeholder="Search nodes"
          leftSection={<IconSearch size={14} />}
          rightSection={text === "" ? null : <CloseButton size="xs" aria-label="Clear search" onClick={() => setText("")} />}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
      </div>
      <div className={classes["groups"]} onKeyDown={walkEntries}>
        {groups.map(({ category, title, entries: members }) => (
          <section key={category} aria-label={title}>
            <h3 className={classes["title"]}>{title}</h3>
            <ul className={classes["entries"]}>
              {members.map((entry) => (
                <li key={entry.id}>
                  <Entry entry={entry} isFirst={entry === groups[0]?.entries[0]} onAdd={() => add(session, entry)} />
                </li>
              ))}
            </ul>
          </section>
        ))}
        {found.length === 0 ? (
          <p className={classes["none"]}>Nothing fits “{text}”. Try what it does, such as call, wait, ask or map.</p>
        ) : null}
      </div>
    </div>
  );
}

/** One stop of Tab for all entries; the arrow keys walk them. */
function walkEntries(event: KeyboardEvent<HTMLElement>): void {
  const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (step === 0) return;
  const entries = [...event.currentTarget.querySelectorAll("button")];
  const at = entries.findIndex((entry) => entry === document.activeElement);
  entries[(at + step + entries.length) % entries.length]?.focus();
  event.preventDefault();
}

interface EntryProps {
  readonly entry: PaletteEntry;
  readonly isFirst: boolean;
  readonly onAdd: () => void;
}

function Entry({ entry, isFirst, onAdd }: EntryProps) {
  return (
    <button
      type="button"
      tabIndex={isFirst ? 0 : -1}
      draggable
      className={classes["entry"]}
      data-category={entry.category}
      title={entry.purpose}
      onDragStart={(event) => writeEntry(event.dataTransfer, entry)}
      onClick={onAdd}
    >
      <EntryWords entry={entry} />
    </button>
  );
}

/** After the selected node where something can follow it, else in the middle of what is seen. */
function add(session: DesignerSession, entry: PaletteEntry): void {
  const nodeId = nodeAtHand(session);
  const [output] = nodeId === undefined ? [] : outputsOf(session.graph(), nodeId);
  const isTrigger = entry.category === "trigger";
  const added =
    output && !isTrigger
      ? addAfter(session, entry, output)
      : session.view && addAt(session, entry, session.view.toFlow(session.view.cursor()));
  if (added !== undefined) session.view?.show(added);
}
