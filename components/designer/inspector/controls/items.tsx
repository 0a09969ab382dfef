"use client";

import { ActionIcon, VisuallyHidden } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconX } from "@tabler/icons-react";
import { useState, type KeyboardEvent, type ReactNode } from "react";
import { isJsonArray, type JsonValue } from "#engine/core/json.ts";
import { focusLater } from "../focus-field.ts";
import { fieldId, useForm, type ControlProps } from "../form-context.tsx";
import { AddButton } from "./add-button.tsx";
import classes from "./items.module.css";
import inspector from "../inspector.module.css";

/** One alone may have been written without a list around it. */
export const itemsOf = (value: ControlProps["value"]): readonly JsonValue[] =>
  value === undefined || value === null ? [] : isJsonArray(value) ? value : [value];

interface ItemsProps extends ControlProps {
  readonly one: string;
  readonly empty: JsonValue;
  readonly children: (index: number, value: JsonValue) => ReactNode;
}

/** Adding, removing and moving items; Alt with an arrow key moves the one that has the focus. */
export function Items({ field, value, path, one, empty, children }: ItemsProps) {
  const { set, readOnly } = useForm();
  const [said, say] = useState("");
  const items = itemsOf(value);
  const change = (next: readonly JsonValue[]): void => set(path, next.length === 0 && !field.required ? undefined : next);
  const add = (): void => {
    change([...items, empty]);
    focusLater(`${fieldId([...path, items.length])}`);
  };
  const remove = (index: number): void => {
    change(items.toSpliced(index, 1));
    say(`Removed ${one} ${index + 1}`);
    focusLater(fieldId(path));
  };
  const move = (index: number, by: -1 | 1): void => {
    const to = index + by;
    if (to < 0 || to >= items.length) return;
    change(items.toSpliced(index, 1).toSpliced(to, 0, items[index]!));
    say(`Moved ${one} ${index + 1} to place ${to + 1}`);
    focusLater(`${fieldId([...path, to])}-${by < 0 ? "up" : "down"}`);
  };
  const onKeyDown = (event: KeyboardEvent, index: number): void => {
    if (!event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown") || readOnly) return;
    event.preventDefault();
    move(index, event.key === "ArrowUp" ? -1 : 1);
  };
  return (
    <div className={inspector["stack"]}>
      <ol className={classes["items"]}>
        {items.map((item, index) => (
          <li key={index} className={classes["item"]} onKeyDown={(event) => onKeyDown(event, index)}>
            {children(index, item)}
            {readOnly ? null : (
              <div className={classes["itemActions"]}>
                <ItemAction
                  id={`${fieldId([...path, index])}-up`}
                  label={`Move ${one} ${index + 1} up`}
                  disabled={index === 0}
                  onClick={() => move(index, -1)}
                >
                  <IconArrowUp size={14} />
                </ItemAction>
                <ItemAction
                  id={`${fieldId([...path, index])}-down`}
                  label={`Move ${one} ${index + 1} down`}
                  disabled={index === items.length - 1}
                  onClick={() => move(index, 1)}
                >
                  <IconArrowDown size={14} />
                </ItemAction>
                <ItemAction label={`Remove ${one} ${index + 1}`} onClick={() => remove(index)}>
                  <IconX size={14} />
                </ItemAction>
              </div>
            )}
          </li>
        ))}
      </ol>
      {readOnly ? null : <AddButton path={path} one={one} onAdd={add} />}
      <VisuallyHidden role="status">{said}</VisuallyHidden>
    </div>
  );
}

interface ItemActionProps {
  readonly id?: string;
  readonly label: string;
  readonly disabled?: boolean;
  readonly onClick: () => void;
  readonly children: ReactNode;
}

const ItemAction = ({ children, label, disabled = false, ...props }: ItemActionProps) => (
  <ActionIcon
    variant="subtle"
    color="gray"
    size={24}
    aria-label={label}
    aria-disabled={disabled}
    {...(disabled ? { "data-disabled": true } : {})}
    {...props}
  >
    {children}
  </ActionIcon>
);
