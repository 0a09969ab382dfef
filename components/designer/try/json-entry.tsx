"use client";

import { Button, Group } from "@mantine/core";
import { useState, type KeyboardEvent } from "react";
import { parseJson, type JsonValue } from "#engine/core/json.ts";
import { JsonTextarea } from "#components/shared/json/json-textarea.tsx";
import { syntaxProblem } from "#components/shared/json/syntax-problem.ts";
import classes from "./try-panel.module.css";

interface JsonEntryProps {
  readonly label: string;
  readonly initial: JsonValue;
  readonly submit: string;
  /** Another thing to do with the value. */
  readonly also?: { readonly label: string; readonly onClick: (value: JsonValue) => void };
  readonly onSubmit: (value: JsonValue) => void;
  readonly onCancel?: () => void;
}

/** A value as JSON text. Text that is none cannot be sent, and says where it is wrong. */
export function JsonEntry({ label, initial, submit, also, onSubmit, onCancel }: JsonEntryProps) {
  const [text, setText] = useState(() => JSON.stringify(initial, null, 2));
  const problem = syntaxProblem(text);
  const give = (to: (value: JsonValue) => void): void => {
    if (problem === undefined) to(parseJson(text));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Escape" && onCancel) onCancel();
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) give(onSubmit);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className={classes["entry"]}>
      <JsonTextarea
        size="xs"
        label={label}
        data-autofocus
        value={text}
        problem={problem}
        onChange={setText}
        onKeyDown={onKeyDown}
      />
      <Group gap={6}>
        <Button size="xs" disabled={problem !== undefined} onClick={() => give(onSubmit)}>
          {submit}
        </Button>
        {also ? (
          <Button size="xs" variant="default" disabled={problem !== undefined} onClick={() => give(also.onClick)}>
            {also.label}
          </Button>
        ) : null}
        {onCancel ? (
          <Button size="xs" variant="subtle" color="gray" onClick={onCancel}>
            Cancel
          </Button>
        ) : null}
      </Group>
    </div>
  );
}
