import { Textarea } from "@mantine/core";
import type { ComponentProps } from "react";
import classes from "./json-textarea.module.css";

interface JsonTextareaProps extends Omit<ComponentProps<typeof Textarea>, "value" | "onChange" | "error"> {
  readonly value: string;
  /** What is wrong with the text, as `syntaxProblem` says it. */
  readonly problem: string | undefined;
  readonly onChange: (text: string) => void;
}

/** A value written as JSON; grows with it from `minRows` to `maxRows`. */
export const JsonTextarea = ({ problem, onChange, ...props }: JsonTextareaProps) => (
  <Textarea
    className={classes["json"] ?? ""}
    autosize
    minRows={3}
    maxRows={12}
    spellCheck={false}
    {...props}
    error={problem}
    onChange={({ currentTarget }) => onChange(currentTarget.value)}
  />
);
