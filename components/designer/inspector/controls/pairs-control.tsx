"use client";

import { ActionIcon } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useState } from "react";
import { isJsonObject, type JsonObject, type JsonValue } from "#engine/core/json.ts";
import { fieldId, useForm, type ControlProps } from "../form-context.tsx";
import classes from "./pairs-control.module.css";
import frame from "../field-frame.module.css";
import inspector from "../inspector.module.css";
import { AddButton } from "./add-button.tsx";
import { NameInput } from "./name-input.tsx";

/** Names with a value each: headers, variables, schemas. The order of the names is kept. */
export function PairsControl({ field, value, path }: ControlProps) {
  const { set, readOnly, renderField } = useForm();
  const pairs = isJsonObject(value) ? value : {};
  const names = Object.keys(pairs);
  const change = (next: JsonObject): void => set(path, Object.keys(next).length === 0 && !field.required ? undefined : next);
  /** A name that is there already would swallow the other pair. */
  const rename = (from: string, to: string): void => {
    if (to === "" || (to !== from && Object.hasOwn(pairs, to))) return;
    change(Object.fromEntries(Object.entries(pairs).map(([name, member]) => [name === from ? to : name, member])));
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
    <div className={inspector["stack"]}>
      {names.map((name, index) => (
        <div key={`${removals} ${index}`} className={classes["pair"]} data-wide={isWide || undefined}>
          <NameInput
            id={`${fieldId([...path, name])}-name`}
            className={classes["pairName"] ?? ""}
            aria-label="Name"
            readOnly={readOnly}
            value={name}
            problem={(typed) => (typed !== name && names.includes(typed) ? "Is there already" : undefined)}
            onRename={(to) => rename(name, to)}
          />
          <div className={`${classes["pairValue"]} ${frame["inPair"]}`}>
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
      {readOnly ? null : <AddButton path={path} one={field.form.label.toLowerCase().replace(/s$/, "")} onAdd={add} />}
    </div>
  );
}

function freshName(names: readonly string[]): string {
  for (let number = 1; ; number++) if (!names.includes(`name${number}`)) return `name${number}`;
}

const emptyValue = ({ item }: ControlProps["field"]): JsonValue =>
  item?.widget === "schema" ? { type: "object", properties: {} } : item?.expression === "always" ? "null" : "";
