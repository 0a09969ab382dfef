"use client";

import { Modal, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import fuzzysort from "fuzzysort";
import { useId, useMemo, useState, type KeyboardEvent } from "react";
import { describeType } from "#components/shared/expression/scope-fields.ts";
import { listFields, type SchemaField, type SchemaTree } from "#engine/core/mapping/schema/schema-tree.ts";
import classes from "./pick-field.module.css";
import { namesOf } from "./tree-rows.ts";
import { TypeGlyph } from "./type-glyph.tsx";
import { useReturnFocus } from "./use-return-focus.ts";

interface PickFieldProps {
  /** The question, as the title: "Map input.id to…". */
  readonly title: string;
  readonly fields: readonly SchemaField[];
  /** What stands beside a field: "mapped already". */
  readonly noteOf?: (field: SchemaField) => string;
  readonly onPick: (field: SchemaField) => void;
  readonly onClose: () => void;
}

const MOST_SHOWN = 100;

/** Chooses a field by its name: the keyboard's way of drawing a line, and the quick one in large trees. */
export function PickField({ title, fields, noteOf, onPick, onClose }: PickFieldProps) {
  const id = useId();
  useReturnFocus();
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(0);
  const found = useMemo(() => findFields(fields, query), [fields, query]);
  const current = Math.min(at, found.length - 1);
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      const next = (current + step + found.length) % Math.max(1, found.length);
      setAt(next);
      document.getElementById(`${id}-${next}`)?.scrollIntoView({ block: "nearest" });
    }
    if (event.key === "Enter" && found[current]) {
      event.preventDefault();
      onPick(found[current]);
    }
  };
  return (
    <Modal opened onClose={onClose} title={title} size="lg" padding="md">
      <TextInput
        data-autofocus
        value={query}
        onChange={({ currentTarget }) => {
          setQuery(currentTarget.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
        leftSection={<IconSearch size={16} aria-hidden />}
        placeholder="Type part of its name"
        aria-label={title}
        role="combobox"
        aria-expanded
        aria-controls={`${id}-list`}
        aria-activedescendant={found[current] ? `${id}-${current}` : undefined}
      />
      <div id={`${id}-list`} role="listbox" aria-label="Fields" className={classes["list"]} tabIndex={-1}>
        {found.map((field, index) => (
          <div
            key={field.path.join("\n")}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === current}
            className={classes["option"]}
            onMouseMove={() => setAt(index)}
            onClick={() => onPick(field)}
          >
            <TypeGlyph field={field} />
            <span className={classes["path"]}>
              <span>
                {namesOf(field.path)
                  .slice(0, -1)
                  .map((name) => `${name}.`)}
              </span>
              {field.name}
            </span>
            <span className={classes["note"]}>
              {[describeType(field), noteOf?.(field) ?? ""].filter((part) => part !== "").join(" · ")}
            </span>
          </div>
        ))}
      </div>
      {found.length === 0 ? <p className={classes["none"]}>No field has this name.</p> : null}
    </Modal>
  );
}

function findFields(fields: readonly SchemaField[], query: string): readonly SchemaField[] {
  if (query.trim() === "") return fields.slice(0, MOST_SHOWN);
  const found = fuzzysort.go(query, fields, { key: ({ path }) => namesOf(path).join("."), limit: MOST_SHOWN, threshold: 0.3 });
  return found.map(({ obj }) => obj);
}

const MOST_LISTED = 5_000;

/** Every field below the root, nearest first. */
export const pickableFields = (tree: SchemaTree): readonly SchemaField[] =>
  listFields(tree, MOST_LISTED).filter(({ path }) => path.length > 0);
