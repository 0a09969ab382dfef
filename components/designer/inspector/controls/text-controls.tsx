"use client";

import { Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { readScalar, type FieldValue } from "../field-value.ts";
import { useForm, type ControlProps } from "../form-context.tsx";
import { inputProps } from "./input-props.ts";

const asText = (value: FieldValue): string => (value === undefined || value === null ? "" : String(value));

export function TextControl(props: ControlProps) {
  const { field, value, path } = props;
  const { set, ...form } = useForm();
  return (
    <TextInput
      {...inputProps(props, form)}
      autoComplete="off"
      value={asText(value)}
      onChange={({ currentTarget }) => set(path, readScalar(field, currentTarget.value))}
    />
  );
}

export function MultilineControl(props: ControlProps) {
  const { field, value, path } = props;
  const { set, ...form } = useForm();
  return (
    <Textarea
      {...inputProps(props, form)}
      autosize
      minRows={3}
      maxRows={16}
      value={asText(value)}
      onChange={({ currentTarget }) => set(path, readScalar(field, currentTarget.value))}
    />
  );
}

/** The text is kept beside the number, so that `1.` can become `1.5`; text that is no number is for the rules to refuse. */
export function NumberControl(props: ControlProps) {
  const { field, value, path } = props;
  const { set, ...form } = useForm();
  const [text, setText] = useState(asText(value));
  const change = (next: string): void => {
    setText(next);
    set(path, readNumber(next));
  };
  const fallback = field.fallback === undefined ? {} : { placeholder: String(field.fallback) };
  return (
    <TextInput
      {...fallback}
      {...inputProps(props, form)}
      inputMode={field.number?.whole === false ? "decimal" : "numeric"}
      autoComplete="off"
      value={readNumber(text) === value ? text : asText(value)}
      onChange={({ currentTarget }) => change(currentTarget.value)}
    />
  );
}

function readNumber(text: string): FieldValue {
  const trimmed = text.trim();
  if (trimmed === "") return undefined;
  return /^-?\d+(?:[.,]\d*)?$/.test(trimmed) ? Number(trimmed.replace(",", ".")) : text;
}
