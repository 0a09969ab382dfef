"use client";

import { NativeSelect, SegmentedControl, Switch } from "@mantine/core";
import classes from "../inspector.module.css";
import { fieldId, helpId, useForm, type ControlProps } from "../form-context.tsx";

/** Short words fit side by side; longer ones, and what may be left open, are a list to open. */
const fitsSideBySide = (labels: readonly string[]): boolean => labels.length <= 4 && labels.join("").length <= 26;

export function SelectControl({ field, value, path }: ControlProps) {
  const { set, readOnly } = useForm();
  const { options, fallback, required } = field;
  const chosen = options.findIndex((option) => option.value === (value ?? fallback));
  const choose = (index: string): void => {
    const picked = index === "" ? undefined : options[Number(index)]!.value;
    set(path, picked === fallback ? undefined : picked);
  };
  if (options.length === 1 && fallback === options[0]!.value && (value === undefined || value === fallback))
    return <p className={classes["quiet"]}>{options[0]!.label}</p>;
  const data = options.map(({ label }, index) => ({ value: String(index), label }));
  if (chosen >= 0 && fitsSideBySide(options.map(({ label }) => label))) {
    return (
      <SegmentedControl
        id={fieldId(path)}
        fullWidth
        size="xs"
        aria-label={field.form.label}
        readOnly={readOnly}
        value={String(chosen)}
        onChange={choose}
        data={data}
      />
    );
  }
  const open = required || fallback !== undefined ? [] : [{ value: "", label: "By default" }];
  const missing = required && chosen < 0 ? [{ value: "", label: "Choose…" }] : [];
  return (
    <NativeSelect
      id={fieldId(path)}
      aria-describedby={helpId(path)}
      aria-required={required}
      disabled={readOnly}
      data={[...missing, ...open, ...data]}
      value={chosen < 0 ? "" : String(chosen)}
      onChange={({ currentTarget }) => choose(currentTarget.value)}
    />
  );
}

/** Without a default, No is an answer as well: it is written down. */
export function SwitchControl({ field, value, path }: ControlProps) {
  const { set, readOnly } = useForm();
  const isOn = (value ?? field.fallback ?? false) === true;
  return (
    <Switch
      id={fieldId(path)}
      aria-describedby={helpId(path)}
      disabled={readOnly}
      checked={isOn}
      label={isOn ? "Yes" : "No"}
      onChange={({ currentTarget }) => set(path, currentTarget.checked === field.fallback ? undefined : currentTarget.checked)}
    />
  );
}
