"use client";

import { Kbd, NativeSelect } from "@mantine/core";
import { useId, useMemo, useRef, useState, type KeyboardEvent, type RefObject } from "react";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import type { Place } from "#components/shared/canvas/arrange.ts";
import type { Output } from "#components/shared/canvas/canvas-editing.ts";
import { useDraft } from "#components/shared/draft/use-draft.ts";
import { addAfter, addAt, addInto, outputsOf } from "../actions/add-actions.ts";
import { nameOf } from "../actions/select-actions.ts";
import { Floating } from "../overlays/floating.tsx";
import { EntryWords } from "../palette/entry-words.tsx";
import { paletteEntries, searchEntries, type PaletteEntry } from "../palette/palette-entries.ts";
import { useSession, type DesignerSession } from "../session/designer-session.ts";
import type { Overlay } from "../session/surface-store.ts";
import classes from "./quick-add.module.css";
import { omitUndefined } from "#engine/core/omit-undefined.ts";

type Request = Extract<Overlay, { readonly kind: "quickAdd" }>;

/**
 * The list that adds a node where the person is: at the pointer, after an output, or into an edge. Typing searches, Enter
 * adds and closes; Ctrl+Enter adds and stays, the next one following what was just added.
 */
export function QuickAdd({ request }: { readonly request: Request }) {
  const session = useSession();
  const listId = useId();
  const list = useRef<HTMLUListElement>(null);
  const [text, setText] = useState("");
  const [active, setActive] = useState(0);
  const [after, setAfter] = useState(request.after);
  const [into, setInto] = useState(request.into);
  const document = useDraft(({ draft }) => draft.document);
  const entries = useMemo(() => paletteEntries(nodeDefinitions, document), [document]);
  const fitting = after !== undefined || into !== undefined ? entries.filter(({ category }) => category !== "trigger") : entries;
  const found = searchEntries(fitting, text);
  const chosen = found[Math.min(active, found.length - 1)];

  const add = (entry: PaletteEntry, goesOn: boolean): void => {
    const added = addRequested(session, entry, { after, into, place: request.place });
    if (added === undefined) return;
    session.view?.show(added);
    const [next] = outputsOf(session.graph(), added);
    if (!goesOn || !next) return session.surface.getState().close();
    setAfter(next);
    setInto(undefined);
    setText("");
    setActive(0);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0) {
      const next = (Math.min(active, found.length - 1) + step + found.length) % Math.max(1, found.length);
      setActive(next);
      list.current?.children[next]?.scrollIntoView({ block: "nearest" });
    } else if (event.key === "Enter" && chosen) add(chosen, event.ctrlKey || event.metaKey);
    else return;
    event.preventDefault();
  };

  return (
    <Floating at={request.at} label="Add a node" width={320}>
      <input
        autoFocus
        role="combobox"
        aria-expanded
        aria-controls={listId}
        aria-activedescendant={chosen ? `${listId}-${chosen.id}` : undefined}
        aria-label="Search nodes to add"
        placeholder="Add a node: type to search"
        className={classes["input"]}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
      />
      {after ? <AfterChoice after={after} onChange={setAfter} /> : null}
      {into !== undefined ? <p className={classes["where"]}>Goes into the selected edge</p> : null}
      <FoundEntries
        ref={list}
        id={listId}
        entries={found}
        chosen={chosen}
        onPoint={(entry) => setActive(found.indexOf(entry))}
        onAdd={add}
      />
      {found.length === 0 ? <p className={classes["where"]}>Nothing fits “{text}”.</p> : null}
      <p className={classes["keys"]}>
        <Kbd size="xs">Enter</Kbd> add <Kbd size="xs">Ctrl</Kbd> <Kbd size="xs">Enter</Kbd> add and go on
      </p>
    </Floating>
  );
}

interface FoundEntriesProps {
  readonly ref: RefObject<HTMLUListElement | null>;
  readonly id: string;
  readonly entries: readonly PaletteEntry[];
  readonly chosen: PaletteEntry | undefined;
  readonly onPoint: (entry: PaletteEntry) => void;
  readonly onAdd: (entry: PaletteEntry, goesOn: boolean) => void;
}

const FoundEntries = ({ ref, id, entries, chosen, onPoint, onAdd }: FoundEntriesProps) => (
  <ul ref={ref} id={id} role="listbox" aria-label="Nodes" className={classes["list"]}>
    {entries.map((entry) => (
      <li
        key={entry.id}
        id={`${id}-${entry.id}`}
        role="option"
        aria-selected={entry === chosen}
        className={classes["option"]}
        data-category={entry.category}
        onPointerMove={() => onPoint(entry)}
        onClick={(event) => onAdd(entry, event.ctrlKey || event.metaKey)}
      >
        <EntryWords entry={entry} />
      </li>
    ))}
  </ul>
);

/** Which output it follows; a node with one output and no other way on needs no choice. */
function AfterChoice({ after, onChange }: { readonly after: Output; readonly onChange: (after: Output) => void }) {
  const session = useSession();
  const outputs = outputsOf(session.graph(), after.nodeId);
  const keyOf = ({ port, kind }: Output): string => `${kind ?? "flow"} ${port ?? ""}`;
  return (
    <NativeSelect
      size="xs"
      className={classes["after"] ?? ""}
      aria-label="Follows"
      value={keyOf(after)}
      data={outputs.map((output) => ({
        value: keyOf(output),
        label: `After ${nameOf(session, output.nodeId)} · ${output.label}`,
      }))}
      onChange={(event) => {
        const found = outputs.find((output) => keyOf(output) === event.currentTarget.value);
        if (found) onChange(withoutLabel(found));
      }}
    />
  );
}

const withoutLabel = ({ nodeId, port, kind }: Output): Output => ({
  nodeId,
  ...omitUndefined({ port, kind }),
});

interface Target {
  readonly after: Output | undefined;
  readonly into: string | undefined;
  readonly place: Place;
}

function addRequested(session: DesignerSession, entry: PaletteEntry, { after, into, place }: Target): string | undefined {
  if (into !== undefined) return addInto(session, entry, into);
  return after ? addAfter(session, entry, withoutLabel(after)) : addAt(session, entry, place);
}
