"use client";

import { Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import type { Widget } from "./form-field.ts";
import { localDateTime, momentOf, type FormValue } from "./form-values.ts";
import { controlProps, type FieldProps } from "./field-props.ts";

type Input = Extract<Widget, { type: "text" }>["input"];

const asText = (value: FormValue): string => (value === undefined || value === null ? "" : String(value));
const orNothing = (text: string): FormValue => (text === "" ? undefined : text);

/** Addresses stay text for the browser: the schema says what is wrong with them, in place and in words. */
const TYPES: Readonly<Record<Input, string>> = {
  text: "text",
  email: "text",
  url: "text",
  date: "date",
  dateTime: "datetime-local",
  time: "time",
};
const KEYBOARDS: Partial<Record<Input, "email" | "url">> = { email: "email", url: "url" };

export function TextField({ input, ...props }: FieldProps & { readonly input: Input }) {
  const { value, onChange } = props;
  const isMoment = input === "dateTime";
  const keyboard = KEYBOARDS[input];
  return (
    <TextInput
      {...controlProps(props)}
      type={TYPES[input]}
      {...(keyboard === undefined ? {} : { inputMode: keyboard })}
      autoComplete="off"
      value={isMoment ? localDateTime(value) : asText(value)}
      onChange={({ currentTarget }) => onChange(isMoment ? momentOf(currentTarget.value) : orNothing(currentTarget.value))}
    />
  );
}

export function MultilineField(props: FieldProps) {
  return (
    <Textarea
      {...controlProps(props)}
      autosize
      minRows={3}
      maxRows={14}
      value={asText(props.value)}
      onChange={({ currentTarget }) => props.onChange(orNothing(currentTarget.value))}
    />
  );
}

/** The text is kept beside the number, so that `1.` can become `1.5`; text that is no number is the schema's to refuse. */
export function NumberField({ whole, ...props }: FieldProps & { readonly whole: boolean }) {
  const { value, onChange } = props;
  const [text, setText] = useState(asText(value));
  const change = (next: string): void => {
    setText(next);
    onChange(readNumber(next));
  };
  return (
    <TextInput
      {...controlProps(props)}
      inputMode={whole ? "numeric" : "decimal"}
      autoComplete="off"
      value={readNumber(text) === value ? text : asText(value)}
      onChange={({ currentTarget }) => change(currentTarget.value)}
    />
  );
}

/** `12,5` is read as people in many countries mean it; more than that is not guessed. */
function readNumber(text: string): FormValue {
  const trimmed = text.trim();
  if (trimmed === "") return undefined;
  return /^-?\d+(?:[.,]\d*)?$/.test(trimmed) ? Number(trimmed.replace(",", ".")) : text;
}
