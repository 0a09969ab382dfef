import { TextInput } from "@mantine/core";

interface ReasonInputProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly isRequired?: boolean;
  readonly label?: string;
  /** The first thing to fill in of a dialog: it begins there and not at its close button. */
  readonly isFirst?: boolean;
}

/** Why somebody does something to a run; kept in its log for good. */
export function ReasonInput({ value, onChange, isRequired = false, label = "Reason", isFirst = false }: ReasonInputProps) {
  return (
    <TextInput
      label={label}
      description={isRequired ? "Recorded with your name" : "Optional; recorded with your name"}
      required={isRequired}
      maxLength={500}
      {...(isFirst ? { "data-autofocus": true } : {})}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

export const reasonOf = (text: string): { reason?: string } => (text.trim() === "" ? {} : { reason: text.trim() });
