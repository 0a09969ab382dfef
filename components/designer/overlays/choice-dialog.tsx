"use client";

import { useId, useState, type KeyboardEvent } from "react";
import fuzzysort from "fuzzysort";
import { EntryWords } from "../palette/entry-words.tsx";
import quick from "../quick-add/quick-add.module.css";

export interface Choice {
  readonly id: string;
  readonly label: string;
  readonly detail: string;
  readonly icon: string;
  readonly category: string;
  /** Why it cannot be chosen; it is shown all the same, so that nobody looks for it in vain. */
  readonly refused?: string;
}

interface ChoiceListProps {
  readonly label: string;
  readonly placeholder: string;
  readonly choices: readonly Choice[];
  readonly onChoose: (id: string) => void;
}

/** A list that typing narrows and the arrow keys walk: for choosing a node or a container without a mouse. */
export function ChoiceList({ label, placeholder, choices, onChoose }: ChoiceListProps) {
  const listId = useId();
  const [text, setText] = useState("");
  const [active, setActive] = useState(0);
  const found =
    text.trim() === "" ? choices : fuzzysort.go(text, choices, { keys: ["label", "detail"], limit: 0 }).map(({ obj }) => obj);
  const chosen = found[Math.min(active, found.length - 1)];
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0) {
      const next = (Math.min(active, found.length - 1) + step + found.length) % Math.max(1, found.length);
      setActive(next);
      document.getElementById(`${listId}-${next}`)?.scrollIntoView({ block: "nearest" });
    } else if (event.key === "Enter") {
      if (chosen && chosen.refused === undefined) onChoose(chosen.id);
    } else return;
    event.preventDefault();
  };
  return (
    <>
      <input
        data-autofocus
        role="combobox"
        aria-expanded
        aria-controls={listId}
        aria-activedescendant={chosen ? `${listId}-${found.indexOf(chosen)}` : undefined}
        aria-label={label}
        placeholder={placeholder}
        className={quick["input"]}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
      />
      <ul id={listId} role="listbox" aria-label={label} className={quick["list"]}>
        {found.map((choice, index) => (
          <li
            key={choice.id}
            id={`${listId}-${index}`}
            role="option"
            aria-selected={choice === chosen}
            aria-disabled={choice.refused !== undefined}
            className={quick["option"]}
            data-category={choice.category}
            onPointerMove={() => setActive(index)}
            onClick={() => {
              if (choice.refused === undefined) onChoose(choice.id);
            }}
          >
            <EntryWords entry={{ icon: choice.icon, title: choice.label, purpose: choice.refused ?? choice.detail }} />
          </li>
        ))}
      </ul>
      {found.length === 0 ? <p className={quick["where"]}>Nothing fits “{text}”.</p> : null}
    </>
  );
}
