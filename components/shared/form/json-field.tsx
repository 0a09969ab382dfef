"use client";

import { Textarea } from "@mantine/core";
import { useState } from "react";
import { parseJson } from "#engine/core/json.ts";
import { syntaxProblem } from "#components/shared/json/syntax-problem.ts";
import { controlProps, type FieldProps } from "./field-props.ts";
import classes from "./schema-form.module.css";

/** For what a schema says in a way that has no control of its own. Text that is no JSON keeps the form from being sent. */
export function JsonField(props: FieldProps) {
  const { value, onChange } = props;
  const [text, setText] = useState(() => (value === undefined ? "" : JSON.stringify(value, null, 2)));
  const problem = (next: string): string | undefined => (next.trim() === "" ? undefined : syntaxProblem(next));
  const control = controlProps(props);
  const syntax = problem(text);
  return (
    <Textarea
      {...control}
      {...(syntax === undefined ? {} : { error: syntax })}
      className={classes["json"] ?? ""}
      description={control.description ?? "JSON"}
      autosize
      minRows={3}
      maxRows={16}
      spellCheck={false}
      value={text}
      onChange={({ currentTarget }) => {
        const next = currentTarget.value;
        setText(next);
        currentTarget.setCustomValidity(problem(next) ?? "");
        if (problem(next) === undefined) onChange(next.trim() === "" ? undefined : parseJson(next));
      }}
    />
  );
}
