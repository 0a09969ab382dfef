"use client";

import { ActionIcon, Switch, TextInput, Tooltip, VisuallyHidden } from "@mantine/core";
import { IconArrowLeft, IconArrowRight, IconArrowsHorizontal, IconMinus, IconPlus, IconSearch } from "@tabler/icons-react";
import { count } from "#engine/core/count.ts";
import { formatDuration } from "#components/ui/time.ts";
import type { TimeSplit } from "./critical-path.ts";
import { moveWindow, WHOLE, zoomWindow, type TimeWindow } from "./time-scale.ts";
import classes from "./timeline.module.css";

interface Choice {
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
}

interface TimelineBarProps {
  readonly split: TimeSplit;
  readonly part: TimeWindow;
  readonly onPart: (part: TimeWindow) => void;
  /** Absent when there is nothing to compress, or to take apart. */
  readonly compression: Choice | undefined;
  readonly repeats: Choice | undefined;
  /** Where there are many rows. */
  readonly search: Search | undefined;
}

interface Search {
  readonly text: string;
  readonly found: number;
  readonly all: number;
  readonly onChange: (text: string) => void;
}

/** Where the time went, and how the axis is looked at. */
export function TimelineBar({ split, part, onPart, compression, repeats, search }: TimelineBarProps) {
  const isWhole = part.start === 0 && part.end === 1;
  const actions = [
    { label: "Zoom in on the time", icon: IconPlus, next: zoomWindow(part, 0.5), isOff: false },
    { label: "Zoom out of the time", icon: IconMinus, next: zoomWindow(part, 2), isOff: isWhole },
    { label: "Earlier", icon: IconArrowLeft, next: moveWindow(part, -0.5), isOff: part.start === 0 },
    { label: "Later", icon: IconArrowRight, next: moveWindow(part, 0.5), isOff: part.end === 1 },
    { label: "All of the time", icon: IconArrowsHorizontal, next: WHOLE, isOff: isWhole },
  ];
  return (
    <div className={classes["tools"]}>
      <dl className={classes["split"]} suppressHydrationWarning>
        <Share kind="running" name="Working" ms={split.workingMs} />
        <Share kind="waiting" name="Waiting" ms={split.waitingMs} />
        <Share kind="queued" name="Queued" ms={split.queuedMs} />
        <Share kind="critical" name="Critical path" />
      </dl>
      {search ? <FindSteps {...search} /> : null}
      {repeats ? <Toggle label="Every step" {...repeats} /> : null}
      {compression ? <Toggle label="Shorten idle time" {...compression} /> : null}
      <div className={classes["zoom"]} role="group" aria-label="Time shown">
        {actions.map(({ label, icon: Glyph, next, isOff }) => (
          <Tooltip key={label} label={label}>
            <ActionIcon variant="subtle" color="gray" size={28} aria-label={label} disabled={isOff} onClick={() => onPart(next)}>
              <Glyph size={15} />
            </ActionIcon>
          </Tooltip>
        ))}
      </div>
    </div>
  );
}

const FindSteps = ({ text, found, all, onChange }: Search) => (
  <div className={classes["find"]}>
    <span role="status">{text.trim() === "" ? `${count(all)} steps` : `${count(found)} of ${count(all)}`}</span>
    <TextInput
      size="xs"
      type="search"
      aria-label="Find steps"
      placeholder="Name, number or state"
      leftSection={<IconSearch size={14} stroke={1.75} aria-hidden />}
      value={text}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  </div>
);

function Share({ kind, name, ms }: { readonly kind: string; readonly name: string; readonly ms?: number }) {
  return (
    <div>
      <dt>
        <i data-kind={kind} aria-hidden />
        {name}
      </dt>
      <dd>{ms === undefined ? <VisuallyHidden>marked with a line</VisuallyHidden> : formatDuration(ms)}</dd>
    </div>
  );
}

const Toggle = ({ label, isOn, onChange }: Choice & { readonly label: string }) => (
  <Switch size="xs" label={label} checked={isOn} onChange={({ currentTarget }) => onChange(currentTarget.checked)} />
);
