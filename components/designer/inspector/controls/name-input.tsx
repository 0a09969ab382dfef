import { TextInput, type TextInputProps } from "@mantine/core";
import { useState } from "react";

interface NameInputProps extends Omit<TextInputProps, "value" | "onChange" | "error"> {
  readonly value: string;
  /** What is wrong with a name while it is typed. */
  readonly problem?: (name: string) => string | undefined;
  readonly onRename: (to: string) => void;
}

/** A name is taken over when it is complete, with Enter or by leaving it; Escape gives back what was there. */
export function NameInput({ value, problem, onRename, ...props }: NameInputProps) {
  const [typed, setTyped] = useState<string>();
  return (
    <TextInput
      autoComplete="off"
      {...props}
      value={typed ?? value}
      error={typed === undefined ? undefined : problem?.(typed)}
      onChange={({ currentTarget }) => setTyped(currentTarget.value.trim())}
      onBlur={() => {
        if (typed !== undefined && typed !== value) onRename(typed);
        setTyped(undefined);
      }}
      onKeyDown={(event) => {
        if (event.key === "Enter") event.currentTarget.blur();
        if (event.key === "Escape") setTyped(undefined);
      }}
    />
  );
}
