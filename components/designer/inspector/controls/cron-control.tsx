"use client";

import { NativeSelect, NumberInput, TextInput } from "@mantine/core";
import { useState } from "react";
import { fieldId, helpId, useForm, type ControlProps } from "../form-context.tsx";
import { NextTimes } from "./next-times.tsx";
import { changeCron, CRON_CHOICES, readCron, WEEKDAYS, writeCron, type CronChoice, type CronChoiceType } from "./cron-choice.ts";
import duration from "./duration-control.module.css";
import inspector from "../inspector.module.css";

/** A schedule in the words people use for it; whatever words do not cover is a cron pattern. */
export function CronControl({ value, path }: ControlProps) {
  const { set, readOnly, problemsAt, valueAt } = useForm();
  const pattern = typeof value === "string" ? value : "";
  const [isCustom, setCustom] = useState(false);
  const read = readCron(pattern);
  const choice: CronChoice = isCustom ? { type: "custom", pattern } : read;
  const change = (next: CronChoice): void => {
    setCustom(next.type === "custom");
    set(path, writeCron(next) === "" ? undefined : writeCron(next));
  };
  const changeType = (type: string): void =>
    change(changeCron(pattern === "" ? { type: "daily", time: "09:00" } : read, type as CronChoiceType));
  return (
    <div className={inspector["stack"]}>
      <NativeSelect
        id={fieldId(path)}
        aria-label="How often"
        disabled={readOnly}
        data={[
          ...(pattern === "" ? [{ value: "", label: "Choose…" }] : []),
          ...CRON_CHOICES.map(({ type, label }) => ({ value: type, label })),
        ]}
        value={pattern === "" && !isCustom ? "" : choice.type}
        onChange={({ currentTarget }) => changeType(currentTarget.value)}
      />
      <div className={duration["duration"]}>
        <Details choice={choice} onChange={change} readOnly={readOnly} />
      </div>
      {choice.type === "custom" && (pattern !== "" || isCustom) ? (
        <TextInput
          aria-label="Cron pattern"
          aria-describedby={helpId(path)}
          error={problemsAt(path, true).length > 0}
          readOnly={readOnly}
          placeholder="minute hour day month weekday"
          value={pattern}
          onChange={({ currentTarget }) => change({ type: "custom", pattern: currentTarget.value })}
        />
      ) : null}
      <NextTimes config={valueAt(path.slice(0, -1))} />
    </div>
  );
}

interface DetailsProps {
  readonly choice: CronChoice;
  readonly onChange: (choice: CronChoice) => void;
  readonly readOnly: boolean;
}

function Details({ choice, onChange, readOnly }: DetailsProps) {
  const number = (label: string, min: number, max: number, value: number, set: (value: number) => CronChoice) => (
    <NumberInput
      aria-label={label}
      min={min}
      max={max}
      allowDecimal={false}
      readOnly={readOnly}
      suffix={label === "Minutes" ? " minutes" : ""}
      value={value}
      onChange={(next) => (typeof next === "number" && next >= min && next <= max ? onChange(set(next)) : undefined)}
    />
  );
  const time = "time" in choice && (
    <TextInput
      type="time"
      aria-label="Time of day"
      readOnly={readOnly}
      value={choice.time}
      onChange={({ currentTarget }) =>
        currentTarget.value === "" ? undefined : onChange({ ...choice, time: currentTarget.value })
      }
    />
  );
  switch (choice.type) {
    case "minutes":
      return number("Minutes", 1, 59, choice.every, (every) => ({ ...choice, every }));
    case "hourly":
      return number("Minute of the hour", 0, 59, choice.minute, (minute) => ({ ...choice, minute }));
    case "weekly":
      return (
        <>
          <NativeSelect
            aria-label="Day of the week"
            disabled={readOnly}
            data={WEEKDAYS.map((label, day) => ({ value: String(day), label }))}
            value={String(choice.day)}
            onChange={({ currentTarget }) => onChange({ ...choice, day: Number(currentTarget.value) })}
          />
          {time}
        </>
      );
    case "monthly":
      return (
        <>
          {number("Day of the month", 1, 31, choice.day, (day) => ({ ...choice, day }))}
          {time}
        </>
      );
    default:
      return time || null;
  }
}
