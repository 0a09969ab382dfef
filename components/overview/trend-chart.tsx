import Link from "next/link";
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

/** A bar per day: completed runs in green, the others above them in red. The same figures are a table below. */
export function TrendChart({ days, period }: TrendChartProps) {
  const byDay = new Map(days.map((day) => [day.day, day]));
  const shown = daysOf(period).map((day) => byDay.get(day) ?? { day, ...NO_RUNS });
  const most = Math.max(1, ...shown.map(({ runs }) => runs));
  return (
    <>
      <div className={classes["chart"]} aria-hidden>
        <span className={classes["scale"]}>{exactText(most)}</span>
        {shown.map(({ day, runs, completed }) => (
          <Link
            key={day}
            href={runsHref(dayPeriod(day))}
            tabIndex={-1}
            className={classes["bar"] ?? ""}
            title={barText(day, runs, completed)}
          >
            <span data-tone="bad" style={{ height: `${((runs - completed) / most) * 100}%` }} />
            <span data-tone="good" style={{ height: `${(completed / most) * 100}%` }} />
          </Link>
        ))}
      </div>
      <div className={classes["axis"]} aria-hidden>
        <span>{dayWords(shown[0]!.day)}</span>
        <span className={classes["legend"]}>
          <span data-tone="good">Completed</span>
          <span data-tone="bad">Did not complete</span>
        </span>
        <span>{dayWords(shown.at(-1)!.day)}</span>
      </div>
      <details className={classes["details"]}>
        <summary>Show the days as a table</summary>
        <DayTable days={shown} />
      </details>
    </>
  );
}

const barText = (day: string, runs: number, completed: number): string =>
  `${dayWords(day)}: ${exactText(runs)} runs, ${exactText(runs - completed)} did not complete`;

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
