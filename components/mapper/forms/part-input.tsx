"use client";

import { Autocomplete } from "@mantine/core";
import { useState, type DragEvent, type KeyboardEvent } from "react";
import { parseSyntax } from "#engine/core/expression/syntax/parse-syntax.ts";
import { useFormContext } from "./form-context.ts";

interface PartInputProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly hideLabel?: boolean;
  readonly placeholder?: string;
}

const MOST_OFFERED = 60;

/**
 * A part of a value: a source field, or any expression. Offers the fields as they must be written at this place, takes one
 * dropped on it, and is applied with Enter or when it is left; a text that is no expression stays, with the reason.
 */
export function PartInput({ label, value, onChange, hideLabel = false, placeholder }: PartInputProps) {
  const { suggestions, droppedText, canEdit } = useFormContext();
  const [draft, setDraft] = useState<string>();
  const shown = draft ?? value;
  const tree = parseSyntax(shown);
  const error = tree.ok || shown.trim() === "" ? undefined : tree.message;
  const apply = (text: string): void => {
    if (text.trim() === "" || !parseSyntax(text).ok) return;
    setDraft(undefined);
    if (text !== value) onChange(text);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Enter") apply(shown);
    if (event.key === "Escape" && draft !== undefined) {
      event.stopPropagation();
      setDraft(undefined);
    }
  };
  const onDrop = (event: DragEvent): void => {
    const text = droppedText(event);
    if (text === undefined) return;
    event.preventDefault();
    apply(text);
  };
  return (
    <Autocomplete
      size="xs"
      label={hideLabel ? undefined : label}
      aria-label={hideLabel ? label : undefined}
      value={shown}
      data={suggestions}
      limit={MOST_OFFERED}
      placeholder={placeholder ?? "A source field or an expression"}
      error={error}
      readOnly={!canEdit}
      styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
      comboboxProps={{ width: "max-content", position: "bottom-start" }}
      onChange={setDraft}
      onOptionSubmit={apply}
      onBlur={() => apply(shown)}
      onKeyDown={onKeyDown}
      onDragOver={(event) => event.preventDefault()}
      onDrop={onDrop}
    />
  );
}
