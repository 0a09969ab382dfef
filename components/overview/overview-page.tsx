"use client";

import { Button, SegmentedControl } from "@mantine/core";
import { IconChartBar, IconCalendarWeek } from "@tabler/icons-react";
import { useRouter, useSearchParams } from "next/navigation";
import { LoadFailure } from "#components/shared/api/load-failure.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Link } from "#components/ui/link.tsx";
import { PageBar } from "#components/ui/page-bar.tsx";
import { useNow } from "#components/ui/use-now.ts";
import type { OverviewReport } from "#engine/runtime/overview.ts";
import { FailureTable } from "./failure-table.tsx";
import { FlowTable } from "./flow-table.tsx";
import { ForecastText } from "./forecast-text.tsx";
import { HeadlineFigures } from "./headline-figures.tsx";
import { LoadingFigures } from "./loading-figures.tsx";
import { NeedsYou } from "./needs-you.tsx";
import classes from "./overview.module.css";
import { Panel } from "./panel.tsx";
import { periodOf, periods, periodWords, readPeriod, type Period, type PeriodName } from "./period.ts";
import { RiskMap } from "./risk-map-view.tsx";
import { TrendChart } from "./trend-chart.tsx";
import { useOverview } from "./use-overview.ts";

const MINUTE_MS = 60_000;
const choices = Object.entries(periods).map(([value, { label }]) => ({ value, label }));

/** What needs the person, what ran and what it was worth. Every figure leads to exactly the runs behind it. */
export function OverviewPage() {
  const router = useRouter();
  const name = readPeriod(useSearchParams().get("period"));
  const period = periodOf(name, useNow(MINUTE_MS));
  const overview = useOverview(period);
  return (
    <>
      <PageBar title="Overview">
        <SegmentedControl
          size="xs"
          aria-label="Period"
          data={choices}
          value={name}
          onChange={(value) => router.replace(`/overview?period=${value}`)}
        />
        <Button
          component={Link}
          href="/overview/week"
          size="xs"
          variant="default"
          leftSection={<IconCalendarWeek size={16} aria-hidden />}
        >
          Open the weekly page
        </Button>
      </PageBar>
      <div className={classes["page"]}>
        <NeedsYou />
        {overview.error ? (
          <LoadFailure what="The figures" error={overview.error} onRetry={() => void overview.refetch()} />
        ) : null}
        {overview.isPending ? <LoadingFigures /> : null}
        {overview.data ? <Report report={overview.data} period={period} name={name} /> : null}
      </div>
    </>
  );
}

interface ReportProps {
  readonly report: OverviewReport;
  readonly period: Period;
  readonly name: PeriodName;
}

function Report({ report, period, name }: ReportProps) {
  if (report.days.length === 0 && report.total.runs === 0) return <NothingYet />;
  const span = name === "today" ? "the day" : `the ${periods[name].label}`;
  return (
    <>
      <p className={classes["about"]}>{periodWords(period)}</p>
      <HeadlineFigures report={report} period={period} span={span} />
      {name === "today" ? null : (
        <Panel title="Runs per day" about="A run counts for the day it began.">
          <TrendChart days={report.days} period={period} />
        </Panel>
      )}
      <div className={classes["pair"]}>
        <Panel title="The next 7 days">
          <ForecastText days={report.days} />
        </Panel>
        <Panel title="Risk map" about="How often a flow fails, and how much depends on it.">
          <RiskMap flows={report.flows} total={report.total} period={period} />
        </Panel>
      </div>
      <Panel title="Why runs failed">
        <FailureTable failures={report.failures} runs={report.total.runs} period={period} />
      </Panel>
      <Panel title="Flows">
        <FlowTable flows={report.flows} period={period} />
      </Panel>
    </>
  );
}

function NothingYet() {
  return (
    <EmptyState
      icon={IconChartBar}
      title="Nothing has ended yet"
      action={
        <Button component={Link} href="/flows">
          Open the flows
        </Button>
      }
    >
      As soon as a run has ended, this page shows how it went. To see what runs are worth, add a line such as{" "}
      <span className="mono">{"value: { currency: EUR, amount: 6 }"}</span> to a flow: here, eight minutes of work saved at €45 an
      hour.
    </EmptyState>
  );
}
