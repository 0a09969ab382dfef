"use client";

import "@mantine/charts/styles.css";
import { BarChart } from "@mantine/charts";
import { useRouter } from "next/navigation";
import { useId } from "react";
import type { DayFigures } from "#engine/runtime/overview.ts";
import { exactText } from "./figure-text.ts";
import { dayPeriod, dayWords } from "./period.ts";
import { runsHref } from "./run-links.ts";
import classes from "./overview.module.css";

interface DayBarsProps {
  readonly days: readonly Pick<DayFigures, "day" | "runs" | "completed">[];
}

const SERIES = [
  { name: "completed", label: "Completed", color: "var(--good)" },
  { name: "others", label: "Did not complete", color: "var(--bad)" },
];

/**
 * Completed runs of each day, and the others above them: hatched, so that the two differ without color as well. A click on a
 * day opens its runs; the keyboard and screen readers do that in the table below, so the picture is one picture to them.
 */
export function DayBars({ days }: DayBarsProps) {
  const router = useRouter();
  const hatch = useId();
  const data = days.map(({ day, runs, completed }) => ({ day, completed, others: runs - completed }));
  return (
    <div role="img" aria-label={inWords(days)}>
      <BarChart
        className={classes["chart"] ?? ""}
        data={data}
        dataKey="day"
        type="stacked"
        series={SERIES}
        withLegend
        legendProps={{ verticalAlign: "bottom", height: 28 }}
        maxBarWidth={56}
        gridColor="var(--line)"
        textColor="var(--ink-3)"
        valueFormatter={exactText}
        xAxisProps={{ tickFormatter: dayWords, minTickGap: 16 }}
        yAxisProps={{ allowDecimals: false, width: 48, tickCount: 3 }}
        tooltipProps={{ labelFormatter: (day) => (typeof day === "string" ? dayWords(day) : "") }}
        barProps={({ name }) => (name === "others" ? { shape: { fill: `url(#${hatch})` } } : {})}
        barChartProps={{
          // Half of the topmost label stands above its line.
          margin: { top: 8 },
          onClick: ({ activeLabel }) => {
            if (typeof activeLabel === "string") router.push(runsHref(dayPeriod(activeLabel)));
          },
        }}
        accessibilityLayer={false}
      >
        <defs>
          <pattern id={hatch} width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect width="5" height="5" fill="var(--bad-soft)" />
            <rect width="3" height="5" fill="var(--bad)" />
          </pattern>
        </defs>
      </BarChart>
    </div>
  );
}

function inWords(days: DayBarsProps["days"]): string {
  const [first, last] = [days.at(0), days.at(-1)];
  if (!first || !last) return "Runs per day";
  const most = days.reduce((best, day) => (day.runs > best.runs ? day : best), first);
  const peak = most.runs === 0 ? "no runs" : `most on ${dayWords(most.day)}, ${exactText(most.runs)}`;
  return `Runs per day from ${dayWords(first.day)} to ${dayWords(last.day)}: ${peak}. The table below has each day.`;
}
