"use client";

import { TextInput } from "@mantine/core";
import { localDateTime, momentOf } from "#components/shared/form/form-values.ts";
import { useForm, type ControlProps } from "../form-context.tsx";
import { inputProps } from "./input-props.ts";
import classes from "../inspector.module.css";

const zone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Chosen in the time of whoever sits before it, kept with its offset. */
export function MomentControl(props: ControlProps) {
  const { value, path } = props;
  const { set, ...form } = useForm();
  return (
    <div className={classes["stack"]}>
      <TextInput
        {...inputProps(props, form)}
        type="datetime-local"
        step={1}
        value={localDateTime(value)}
        onChange={({ currentTarget }) => set(path, momentOf(currentTarget.value))}
      />
      <p className={classes["quiet"]}>{typeof value === "string" ? `${value}, shown in ${zone()}` : `In ${zone()}`}</p>
    </div>
  );
}
