"use client";

import { Skeleton } from "@mantine/core";
import { partOnDemand } from "#components/shared/on-demand/part-on-demand.ts";
import { Link } from "#components/ui/link.tsx";
import type { DayFigures } from "#engine/runtime/overview.ts";
import { exactText, moneyText } from "./figure-text.ts";
import classes from "./overview.module.css";
import { dayPeriod, daysOf, dayWords, type Period } from "./period.ts";
import { runsHref } from "./run-links.ts";

interface TrendChartProps {
  readonly days: readonly DayFigures[];
  readonly period: Period;
}

const NO_RUNS = { runs: 0, completed: 0, money: [] };

/** What it is drawn with comes beside the figures and not before them. */
const DayBars = partOnDemand(
  () => import("./day-bars.tsx").then((module) => module.DayBars),
  () => <Skeleton className={classes["chart"] ?? ""} role="group" aria-label="Loading the chart" aria-busy />,
);

/** The runs of each day as bars, and as a table. */
export function TrendChart({ days, period }: TrendChartProps) {
  const byDay = new Map(days.map((day) => [day.day, day]));
  const shown = daysOf(period).map((day) => byDay.get(day) ?? { day, ...NO_RUNS });
  return (
    <>
      <DayBars days={shown} />
      <details className={classes["details"]}>
        <summary>Show the days as a table</summary>
        <DayTable days={shown} />
      </details>
    </>
  );
}

function DayTable({ days }: { readonly days: readonly DayFigures[] }) {
  return (
    <div className={classes["scroll"]} tabIndex={0} role="region" aria-label="Table of days">
      <table className={classes["table"]}>
        <thead>
          <tr>
            <th scope="col">Day</th>
            <th scope="col">Runs</th>
            <th scope="col">Completed</th>
            <th scope="col">Worth</th>
          </tr>
        </thead>
        <tbody>
          {days.map(({ day, runs, completed, money }) => (
            <tr key={day}>
              <th scope="row">{dayWords(day)}</th>
              <td>{runs === 0 ? 0 : <Link href={runsHref(dayPeriod(day))}>{exactText(runs)}</Link>}</td>
              <td>{exactText(completed)}</td>
              <td>{money.map(({ currency, value }) => moneyText(value, currency)).join(" · ") || "–"}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
