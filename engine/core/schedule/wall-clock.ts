/**
 * Time as a clock on the wall of a place shows it, written as if the place were at UTC, and the moment at which it shows
 * that. A time that the clocks jump over is the first moment after the gap; of one that they show twice, the first counts.
 */
export interface WallClock {
  show(momentMs: number): number;
  momentOf(shownMs: number): number;
}

const SECOND = 1_000;
const DAY = 24 * 60 * 60 * SECOND;

export function wallClock(timeZone: string): WallClock {
  const show = shownBy(timeZone);
  const offset = (momentMs: number): number => show(momentMs) - momentMs;

  /** Clocks change at most once within a day, so the offsets of the days before and after are all there are. */
  function momentOf(shownMs: number): number {
    const before = shownMs - offset(shownMs - DAY);
    if (show(before) === shownMs) return before;
    const after = shownMs - offset(shownMs + DAY);
    return show(after) === shownMs ? after : endOfGap(before);
  }

  /** The first moment with the offset of `momentMs`, to the second; it is less than a day ago. */
  function endOfGap(momentMs: number): number {
    const wanted = offset(momentMs);
    let [low, high] = [momentMs - DAY, momentMs];
    while (high - low > SECOND) {
      const middle = low + Math.floor((high - low) / 2 / SECOND) * SECOND;
      if (offset(middle) === wanted) high = middle;
      else low = middle;
    }
    return high;
  }

  return { show, momentOf };
}

function shownBy(timeZone: string): (momentMs: number) => number {
  const format = new Intl.DateTimeFormat("en", {
    timeZone,
    hourCycle: "h23",
    ...({ year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric" } as const),
  });
  return (momentMs) => {
    const parts = Object.fromEntries(format.formatToParts(momentMs).map(({ type, value }) => [type, Number(value)]));
    const { year, month, day, hour, minute, second } = parts as Record<string, number>;
    const rest = ((momentMs % SECOND) + SECOND) % SECOND;
    return Date.UTC(year!, month! - 1, day, hour, minute, second) + rest;
  };
}
