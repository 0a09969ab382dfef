"use client";

import { useState } from "react";
import type { FieldValue } from "../field-value.ts";
import { describeSchedule, inZone } from "#engine/core/schedule/describe-schedule.ts";
import { occurrencesOf } from "#engine/core/schedule/occurrences.ts";
import { scheduleConfig } from "#engine/core/schedule/schedule-config.ts";
import classes from "./next-times.module.css";
import inspector from "../inspector.module.css";

const SHOWN = 5;

/** A schedule in words, and the next times it comes; nothing while it is not complete. */
export function NextTimes({ config }: { readonly config: FieldValue }) {
  const [now] = useState(() => Date.now());
  const read = scheduleConfig.safeParse(config);
  if (!read.success) return null;
  const occurrences = occurrencesOf(read.data);
  const times: number[] = [];
  for (let next = occurrences.next(now); next !== undefined && times.length < SHOWN; next = occurrences.next(next))
    times.push(next);
  return (
    <div className={inspector["quiet"]}>
      <p className={inspector["quiet"]}>{describeSchedule(read.data)}. Next:</p>
      <ol className={classes["times"]} aria-label="Next times">
        {times.map((time) => (
          <li key={time}>{inZone(time, read.data.timeZone ?? "UTC")}</li>
        ))}
      </ol>
    </div>
  );
}
