import type { TimelineRow } from "./timeline-rows.ts";

/**
 * Where moments stand on the axis, from 0 at the first to 1 at the last one. A stretch in which nothing works can be
 * compressed, so that two days of waiting for a decision do not push the seconds around them out of sight.
 */
export interface TimeScale {
  readonly from: number;
  readonly to: number;
  readonly gaps: readonly Gap[];
  place(ms: number): number;
  /** The moment at a place. */
  moment(place: number): number;
}

/** A stretch in which nothing works; both in milliseconds since 1970. */
export interface Gap {
  readonly from: number;
  readonly to: number;
}

/** A gap is worth compressing when it is at least this long and this part of the whole. */
const LEAST_GAP_MS = 1_000;
const LEAST_GAP_PART = 0.08;
/** What a compressed gap takes of the axis. */
const GAP_PART = 0.04;
/** Never less, so that a run of one moment has an axis. */
const LEAST_LENGTH_MS = 10;

/** Stretches of the range without a running step, longest work first compressed. */
export function idleGaps(rows: readonly TimelineRow[], from: number, to: number, now: number): readonly Gap[] {
  const least = Math.max(LEAST_GAP_MS, (to - from) * LEAST_GAP_PART);
  const gaps: Gap[] = [];
  let reached = from;
  for (const [begin, end] of busyRanges(rows, now)) {
    if (begin - reached >= least) gaps.push({ from: reached, to: begin });
    reached = Math.max(reached, end);
  }
  if (to - reached >= least) gaps.push({ from: reached, to });
  return gaps;
}

/** When something works, by when it begins. */
export function busyRanges(rows: readonly TimelineRow[], now: number): readonly (readonly [number, number])[] {
  return rows
    .flatMap(({ spans }) => spans.filter(({ kind }) => kind === "running"))
    .map(({ from, to }) => [from, to ?? Math.max(now, from)] as const)
    .toSorted((a, b) => a[0] - b[0]);
}

export function createTimeScale(from: number, to: number, gaps: readonly Gap[]): TimeScale {
  const end = Math.max(to, from + LEAST_LENGTH_MS);
  const idle = gaps.reduce((sum, gap) => sum + gap.to - gap.from, 0);
  const worked = end - from - idle;
  const gapPart = worked <= 0 ? 1 / Math.max(1, gaps.length) : GAP_PART;
  const perMs = worked <= 0 ? 0 : (1 - gapPart * gaps.length) / worked;
  const points = breakPoints(from, end, gaps, perMs, gapPart);
  return {
    from,
    to: end,
    gaps,
    place: (ms) => interpolate(points, Math.min(Math.max(ms, from), end), 0, 1),
    moment: (place) => interpolate(points, Math.min(Math.max(place, 0), 1), 1, 0),
  };
}

type Point = readonly [ms: number, place: number];

function breakPoints(from: number, end: number, gaps: readonly Gap[], perMs: number, gapPart: number): readonly Point[] {
  const points: Point[] = [[from, 0]];
  for (const gap of gaps) {
    const [ms, place] = points.at(-1)!;
    const begins = place + (gap.from - ms) * perMs;
    points.push([gap.from, begins], [gap.to, begins + gapPart]);
  }
  return [...points, [end, 1]];
}

function interpolate(points: readonly Point[], value: number, input: 0 | 1, output: 0 | 1): number {
  const after = Math.max(
    1,
    points.findIndex((point) => point[input] >= value),
  );
  const [left, right] = [points[after - 1]!, points[after]!];
  const length = right[input] - left[input];
  return length === 0 ? left[output] : left[output] + ((value - left[input]) / length) * (right[output] - left[output]);
}

/** The part of the axis that is looked at. */
export interface TimeWindow {
  readonly start: number;
  readonly end: number;
}

export const WHOLE: TimeWindow = { start: 0, end: 1 };
const LEAST_WINDOW = 0.0005;

/** Makes the window narrower (`factor` below 1) or wider around a place in it. */
export function zoomWindow({ start, end }: TimeWindow, factor: number, around = (start + end) / 2): TimeWindow {
  const length = Math.min(1, Math.max(LEAST_WINDOW, (end - start) * factor));
  const part = (around - start) / (end - start);
  return shiftInside(around - part * length, length);
}

export const moveWindow = ({ start, end }: TimeWindow, part: number): TimeWindow =>
  shiftInside(start + (end - start) * part, end - start);

function shiftInside(start: number, length: number): TimeWindow {
  const inside = Math.min(Math.max(0, start), 1 - length);
  return { start: inside, end: inside + length };
}
