"use client";

import { ActionIcon, Button, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useState } from "react";
import { isJsonObject, type JsonObject, type JsonValue } from "#engine/core/json.ts";
import { fieldId, useForm, type ControlProps } from "../form-context.tsx";
import classes from "../inspector.module.css";

/** Names with a value each: headers, variables, schemas. The order of the names is kept. */
export function PairsControl({ field, value, path }: ControlProps) {
  const { set, readOnly, renderField } = useForm();
  const pairs = isJsonObject(value) ? value : {};
  const names = Object.keys(pairs);
  const change = (next: JsonObject): void => set(path, Object.keys(next).length === 0 && !field.required ? undefined : next);
  const rename = (from: string, to: string): boolean => {
    if (to === "" || (to !== from && Object.hasOwn(pairs, to))) return false;
    change(Object.fromEntries(Object.entries(pairs).map(([name, member]) => [name === from ? to : name, member])));
    return true;
  };
  const add = (): void => {
    const name = freshName(names);
    change({ ...pairs, [name]: emptyValue(field) });
    setTimeout(() => document.getElementById(`${fieldId([...path, name])}-name`)?.focus());
  };
  /** A pair keeps its place and its controls when it is renamed, so that the focus stays; removing one makes them anew. */
  const [removals, setRemovals] = useState(0);
  const isWide = field.item?.widget === "schema" || field.item?.expression === "always";
  return (
    <div className={classes["stack"]}>
      {names.map((name, index) => (
        <div key={`${removals} ${index}`} className={classes["pair"]} data-wide={isWide || undefined}>
          <PairName
            name={name}
            names={names}
            id={`${fieldId([...path, name])}-name`}
            readOnly={readOnly}
            onRename={(to) => rename(name, to)}
          />
          <div className={classes["pairValue"]}>
            {renderField({
              field: { ...field.item!, required: false, form: { ...field.item!.form, label: `Value of ${name}` } },
              value: pairs[name],
              path: [...path, name],
            })}
          </div>
          {readOnly ? null : (
            <ActionIcon
              variant="subtle"
              color="gray"
              size={28}
              aria-label={`Remove ${name}`}
              onClick={() => {
                const { [name]: _gone, ...rest } = pairs;
                change(rest);
                setRemovals(removals + 1);
                document.getElementById(fieldId(path))?.focus();
              }}
            >
              <IconX size={14} />
            </ActionIcon>
          )}
        </div>
      ))}
      {readOnly ? null : (
        <Button
          id={fieldId(path)}
          size="xs"
          variant="default"
          leftSection={<IconPlus size={14} />}
          className={classes["add"] ?? ""}
          onClick={add}
        >
          Add {field.form.label.toLowerCase().replace(/s$/, "")}
        </Button>
      )}
    </div>
  );
}

interface PairNameProps {
  readonly name: string;
  readonly names: readonly string[];
  readonly id: string;
  readonly readOnly: boolean;
  readonly onRename: (to: string) => boolean;
}

/** The name is taken over when it is complete: a name that is there already would swallow the other pair. */
function PairName({ name, names, id, readOnly, onRename }: PairNameProps) {
  const [typed, setTyped] = useState<string>();
  const isTaken = typed !== undefined && typed !== name && names.includes(typed);
  return (
    <TextInput
      id={id}
      className={classes["pairName"] ?? ""}
      aria-label="Name"
      readOnly={readOnly}
      autoComplete="off"
      value={typed ?? name}
      error={isTaken ? "Is there already" : undefined}
      onChange={({ currentTarget }) => setTyped(currentTarget.value.trim())}
      onBlur={() => {
        if (typed !== undefined && typed !== name) onRename(typed);
        setTyped(undefined);
      }}
      onKeyDown={(event) => {
        if (event.key === "Enter") event.currentTarget.blur();
        if (event.key === "Escape") setTyped(undefined);
      }}
    />
  );
}

function freshName(names: readonly string[]): string {
  for (let number = 1; ; number++) if (!names.includes(`name${number}`)) return `name${number}`;
}

const emptyValue = ({ item }: ControlProps["field"]): JsonValue =>
  item?.widget === "schema" ? { type: "object", properties: {} } : item?.expression === "always" ? "null" : "";
