"use client";

import { ActionIcon, Button } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useRef, useState, type ReactNode } from "react";
import type { JsonObject, JsonValue } from "#engine/core/json.ts";
import { controlId, fieldProblem } from "./field-problem.ts";
import { readField } from "./form-field.ts";
import { firstValue, itemsOf } from "./form-values.ts";
import type { FieldProps } from "./field-props.ts";
import classes from "./schema-form.module.css";

interface ListFieldProps extends FieldProps {
  readonly item: JsonObject;
  /** Draws an item, which may hold lists again. */
  readonly renderField: (item: FieldProps) => ReactNode;
}

/** A list that grows and shrinks; each item is a field of its own. */
export function ListField({ item, renderField, ...props }: ListFieldProps) {
  const { root, field, pointer, depth, value, problems, onChange } = props;
  const items = itemsOf(value);
  const keys = useItemKeys(items.length);
  const adding = useRef<HTMLButtonElement>(null);
  const read = readField(root, item, { name: "item", required: false, depth: depth + 1 });
  const one = read.schema["title"] === undefined ? field.label : read.label;
  const itemField = (index: number) => ({ ...read, label: `${one} ${index + 1}` });
  const add = (): void => {
    onChange([...items, firstValue(root, itemField(items.length), undefined, depth + 1) ?? ""]);
    focusLater(controlId(`${pointer}/${items.length}`));
  };
  const remove = (index: number): void => {
    keys.remove(index);
    onChange(items.toSpliced(index, 1));
    adding.current?.focus();
  };
  const found = problems.filter(({ path }) => path === pointer).map(fieldProblem);
  const limit = field.schema["maxItems"];
  return (
    <fieldset className={classes["group"]} id={controlId(pointer)} tabIndex={-1}>
      <legend>
        {field.label}
        {field.required ? <span className={classes["asterisk"]}> *</span> : null}
      </legend>
      {field.help === undefined ? null : <p className={classes["help"]}>{field.help}</p>}
      {found.length === 0 ? null : <p className={classes["problem"]}>{found.join(" ")}</p>}
      {items.map((each, index) => (
        <div key={keys.at(index)} className={classes["item"]}>
          {renderField({
            root,
            field: itemField(index),
            pointer: `${pointer}/${index}`,
            depth: depth + 1,
            value: each,
            problems,
            onChange: (next) => onChange(items.toSpliced(index, 1, next ?? emptyItem(each))),
          })}
          <ActionIcon variant="subtle" color="gray" aria-label={`Remove ${itemField(index).label}`} onClick={() => remove(index)}>
            <IconX size={16} />
          </ActionIcon>
        </div>
      ))}
      <Button
        ref={adding}
        size="xs"
        variant="default"
        leftSection={<IconPlus size={14} />}
        disabled={typeof limit === "number" && items.length >= limit}
        onClick={add}
        className={classes["add"] ?? ""}
      >
        Add {one.toLowerCase()}
      </Button>
    </fieldset>
  );
}

/** An item keeps its place in the list while it is empty. */
const emptyItem = (before: JsonValue): JsonValue => (typeof before === "object" && before !== null ? {} : "");

/** The control is there only after the list has been drawn again. */
const focusLater = (id: string): void => void setTimeout(() => document.getElementById(id)?.focus());

/** Keys that stay with their items when one before them is removed. */
function useItemKeys(count: number) {
  const [{ keys, next }, setState] = useState<{ readonly keys: readonly number[]; readonly next: number }>({ keys: [], next: 0 });
  const missing = count - keys.length;
  if (missing > 0) {
    setState({ keys: [...keys, ...Array.from({ length: missing }, (_, index) => next + index)], next: next + missing });
  }
  return {
    at: (index: number): number => keys[index] ?? -1 - index,
    remove: (index: number): void => setState({ keys: keys.toSpliced(index, 1), next }),
  };
}
