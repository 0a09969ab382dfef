"use client";

import { useRef, useState, type PointerEvent } from "react";
import { formatDuration, formatExact } from "#components/ui/time.ts";
import type { TimeScale, TimeWindow } from "./time-scale.ts";
import classes from "./timeline.module.css";

const TICKS = [0, 0.25, 0.5, 0.75, 1];
/** Less than this, in parts of the axis, is a click and not a range. */
const LEAST_DRAG = 0.01;

interface TimeAxisProps {
  readonly scale: TimeScale;
  readonly part: TimeWindow;
  readonly onPart: (part: TimeWindow) => void;
}

/** Time since the run began. Dragging along it chooses the stretch to look at; the buttons above do the same by keyboard. */
export function TimeAxis({ scale, part, onPart }: TimeAxisProps) {
  const grip = useRef<number>(undefined);
  const [range, setRange] = useState<TimeWindow>();
  const placeOf = ({ currentTarget, clientX }: PointerEvent<HTMLElement>): number => {
    const { left, width } = currentTarget.getBoundingClientRect();
    return part.start + Math.min(Math.max((clientX - left) / width, 0), 1) * (part.end - part.start);
  };
  const moved = (event: PointerEvent<HTMLElement>): void => {
    const [from, to] = [grip.current, placeOf(event)];
    if (from !== undefined) setRange({ start: Math.min(from, to), end: Math.max(from, to) });
  };
  const released = (): void => {
    grip.current = undefined;
    if (range && range.end - range.start > LEAST_DRAG * (part.end - part.start)) onPart(range);
    setRange(undefined);
  };
  const percent = (place: number): string => `${((place - part.start) / (part.end - part.start)) * 100}%`;
  return (
    <div
      className={classes["axis"]}
      aria-hidden
      suppressHydrationWarning
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        grip.current = placeOf(event);
      }}
      onPointerMove={moved}
      onLostPointerCapture={released}
    >
      {TICKS.map((tick) => {
        const moment = scale.moment(part.start + tick * (part.end - part.start));
        return (
          <span key={tick} style={{ insetInlineStart: `${tick * 100}%` }} title={formatExact(new Date(moment).toISOString())}>
            {formatDuration(moment - scale.from)}
          </span>
        );
      })}
      {range ? (
        <i
          className={classes["range"]}
          style={{ insetInlineStart: percent(range.start), insetInlineEnd: `calc(100% - ${percent(range.end)})` }}
        />
      ) : null}
    </div>
  );
}
