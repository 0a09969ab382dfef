"use client";

import { NativeSelect, TextInput } from "@mantine/core";
import { useState } from "react";
import { readableDuration } from "#engine/core/duration.ts";
import { DURATION_UNITS, durationParts, readDuration, toDuration, type DurationUnit } from "../field-value.ts";
import { fieldId, helpId, useForm, type ControlProps } from "../form-context.tsx";
import classes from "./duration-control.module.css";

const UNITS = [
  ...DURATION_UNITS.map(({ unit, words }) => ({ value: unit, label: words })),
  { value: "other", label: "in words" },
];

/** "2 days" for `P2D`: a number and a unit, or words such as "1 hour 30 minutes" for what has several parts. */
export function DurationControl({ field, value, path }: ControlProps) {
  const { set, readOnly, problemsAt } = useForm();
  const text = value === undefined ? "" : String(value);
  const parts = durationParts(text);
  const [wanted, setWanted] = useState<string>("M");
  const unit = parts?.unit ?? (text === "" ? wanted : "other");
  const isInWords = unit === "other";
  const [words, setWords] = useState<string>();
  const error = problemsAt(path, true).length > 0;
  const changeAmount = (typed: string): void => {
    const amount = Number(typed.replace(",", "."));
    if (typed.trim() === "") set(path, undefined);
    else set(path, Number.isFinite(amount) && amount >= 0 ? toDuration(amount, unit as DurationUnit) : typed);
  };
  const changeUnit = (next: string): void => {
    setWanted(next);
    if (next === "other") setWords(readableDuration(text));
    else if (parts) set(path, toDuration(parts.amount, next as DurationUnit));
    else if (isInWords) set(path, undefined);
  };
  const showsWords = isInWords || (wanted === "other" && words !== undefined);
  return (
    <div className={classes["duration"]}>
      <TextInput
        id={fieldId(path)}
        aria-describedby={helpId(path)}
        aria-label={showsWords ? `${field.form.label}, in words` : field.form.label}
        error={error}
        readOnly={readOnly}
        inputMode={showsWords ? "text" : "decimal"}
        autoComplete="off"
        placeholder={showsWords ? "1 hour 30 minutes" : ""}
        value={showsWords ? (words ?? readableDuration(text)) : (parts?.amount ?? text)}
        onChange={({ currentTarget }) => {
          const typed = currentTarget.value;
          if (!showsWords) return changeAmount(typed);
          setWords(typed);
          set(path, typed.trim() === "" ? undefined : readDuration(typed));
        }}
        onBlur={() => setWords(undefined)}
      />
      <NativeSelect
        aria-label={`${field.form.label}: unit`}
        disabled={readOnly}
        data={UNITS}
        value={showsWords ? "other" : unit}
        onChange={({ currentTarget }) => changeUnit(currentTarget.value)}
      />
    </div>
  );
}
