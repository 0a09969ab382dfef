"use client";

import { SegmentedControl, Textarea } from "@mantine/core";
import { useState } from "react";
import { jsonEqual } from "#engine/core/flow/json-equal.ts";
import { parseJson } from "#engine/core/json.ts";
import { syntaxProblem } from "#components/shared/json/syntax-problem.ts";
import { fieldId, helpId, useForm, type ControlProps } from "../form-context.tsx";
import classes from "../inspector.module.css";

type Form = "json" | "text";

/** Any data: as JSON, or as plain text. A text that begins with `=` is kept apart from an expression by a backslash. */
export function JsonControl({ field, value, path }: ControlProps) {
  const { set, readOnly } = useForm();
  const [form, setForm] = useState<Form>(typeof value === "string" ? "text" : "json");
  const written = typeof value === "string" && form === "text" ? value.replace(/^\\=/, "=") : toText(value);
  /** As it was typed, for as long as it says what the field holds: put in order on leaving, it would move what is pressed next. */
  const [typed, setTyped] = useState<string>();
  const text = typed !== undefined && (form === "text" ? typed === written : says(typed, value)) ? typed : written;
  const problem = form === "json" && text.trim() !== "" ? syntaxProblem(text) : undefined;
  const change = (next: string): void => {
    setTyped(next);
    if (next.trim() === "") set(path, undefined);
    else if (form === "text") set(path, next.replace(/^=/, "\\="));
    else if (syntaxProblem(next) === undefined) set(path, parseJson(next));
  };
  const switchTo = (next: Form): void => {
    setTyped(undefined);
    setForm(next);
  };
  const takesText = field.schema.safeParse("text").success;
  return (
    <div className={classes["stack"]}>
      {takesText ? (
        <SegmentedControl
          size="xs"
          aria-label={`${field.form.label}: written as`}
          readOnly={readOnly || (value !== undefined && typeof value !== "string")}
          value={form}
          onChange={(next) => switchTo(next)}
          data={[
            { value: "json", label: "JSON" },
            { value: "text", label: "Text" },
          ]}
          className={classes["add"] ?? ""}
        />
      ) : null}
      <Textarea
        id={fieldId(path)}
        aria-label={field.form.label}
        aria-describedby={helpId(path)}
        classNames={{ input: classes["code"] ?? "" }}
        autosize
        minRows={3}
        maxRows={18}
        spellCheck={form === "text"}
        readOnly={readOnly}
        placeholder={form === "json" ? '{ "order": "A-1001" }' : ""}
        error={problem}
        value={text}
        onChange={({ currentTarget }) => change(currentTarget.value)}
      />
    </div>
  );
}

/** Text that is no JSON yet has not changed the field. */
function says(typed: string, value: ControlProps["value"]): boolean {
  if (typed.trim() === "") return value === undefined;
  return syntaxProblem(typed) !== undefined || jsonEqual(parseJson(typed), value);
}

const toText = (value: ControlProps["value"]): string => (value === undefined ? "" : JSON.stringify(value, null, 2));
