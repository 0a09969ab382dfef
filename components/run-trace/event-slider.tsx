"use client";

import { Button } from "@mantine/core";
import { useId } from "react";
import type { RunEvent } from "#engine/core/machine/run-event.ts";
import { formatExact } from "#components/ui/time.ts";
import { eventInWords } from "./event-words.ts";
import type { RedriveWish } from "./redrive-moment.ts";
import classes from "./event-slider.module.css";

interface EventSliderProps {
  readonly events: readonly RunEvent[];
  readonly labelOf: (nodeId: string) => string;
  readonly moment: number | undefined;
  readonly onMoment: (moment: number | undefined) => void;
  /** Absent for those who may not. */
  readonly onRedrive?: (wish: RedriveWish) => void;
}

/** Goes back to any moment of the run: canvas, timeline and panels show it as it was after that event. */
export function EventSlider({ events, labelOf, moment, onMoment, onRedrive }: EventSliderProps) {
  const id = useId();
  const count = events.length;
  const at = Math.min(moment ?? count, count);
  const event = events[at - 1];
  const words = event ? eventInWords(event, labelOf) : "";
  return (
    <div className={classes["slider"]}>
      <label htmlFor={id}>
        Event {at} of {count}
      </label>
      <input
        id={id}
        type="range"
        min={Math.min(1, count)}
        max={count}
        value={at}
        disabled={count < 2}
        aria-valuetext={event ? `${at} of ${count}: ${words}` : undefined}
        onChange={({ currentTarget: { valueAsNumber } }) => onMoment(valueAsNumber === count ? undefined : valueAsNumber)}
      />
      <span className={classes["event"]} title={event ? `${event.type}, ${formatExact(event.at)}` : undefined}>
        {words}
      </span>
      {onRedrive && moment !== undefined && event ? (
        <>
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => onRedrive({ mode: "rewind", from: { from: "event", seq: at } })}
          >
            Rewind to here
          </Button>
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => onRedrive({ mode: "fork", from: { from: "event", seq: at } })}
          >
            Fork here
          </Button>
        </>
      ) : null}
      {moment === undefined ? null : (
        <Button size="compact-xs" variant="default" onClick={() => onMoment(undefined)}>
          Back to newest
        </Button>
      )}
    </div>
  );
}
