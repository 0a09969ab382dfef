"use client";

import { TextInput, type TextInputProps } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useEffect, useRef, useState } from "react";

interface TypedTextProps extends Omit<TextInputProps, "value" | "onChange" | "defaultValue"> {
  readonly value: string | undefined;
  readonly onChange: (value: string) => void;
}

const REST_MS = 300;

/**
 * Text that is told once the person rests. Somebody who goes on typing is never interrupted: the field takes a value from
 * outside only if it is not an answer to what was typed here.
 */
export function useTypedText(value = "", onChange: (value: string) => void) {
  const [typed, setTyped] = useState(value);
  const toldRef = useRef(value);
  const tell = useDebouncedCallback((text: string) => {
    toldRef.current = text.trim();
    onChange(text);
  }, REST_MS);
  useEffect(() => {
    if (value === toldRef.current) return;
    toldRef.current = value;
    setTyped(value);
  }, [value]);
  const type = (text: string): void => {
    setTyped(text);
    tell(text);
  };
  return { typed, type };
}

/** A field of {@link useTypedText}. */
export function TypedText({ value, onChange, ...input }: TypedTextProps) {
  const { typed, type } = useTypedText(value, onChange);
  return (
    <TextInput
      {...input}
      spellCheck={false}
      autoComplete="off"
      value={typed}
      onChange={({ currentTarget }) => type(currentTarget.value)}
    />
  );
}
