import type { DayFigures } from "#engine/runtime/overview.ts";
import { dayPeriod, daysOf } from "./period.ts";

/** A figure per whole day, from the first one on that had runs until yesterday; days without runs are 0. */
export function forecastDays(days: readonly DayFigures[], today: string, figure: (day: DayFigures) => number): readonly number[] {
  const first = days[0]?.day;
  if (first === undefined || first >= today) return [];
  const byDay = new Map(days.map((day) => [day.day, day]));
  return daysOf({ since: dayPeriod(first).since, until: dayPeriod(today).since }).map((day) => {
    const found = byDay.get(day);
    return found ? figure(found) : 0;
  });
}
