"use client";

import { Button } from "@mantine/core";
import { IconChevronLeft, IconChevronRight, IconPrinter } from "@tabler/icons-react";
import { useSearchParams } from "next/navigation";
import { LoadFailure } from "#components/shared/api/load-failure.tsx";
import { useMembership } from "#components/shared/membership.tsx";
import { Link } from "#components/ui/link.tsx";
import { PageBar } from "#components/ui/page-bar.tsx";
import { useNow } from "#components/ui/use-now.ts";
import type { OverviewReport } from "#engine/runtime/overview.ts";
import { FailureTable } from "./failure-table.tsx";
import { FlowTable } from "./flow-table.tsx";
import { ForecastText } from "./forecast-text.tsx";
import { HeadlineFigures } from "./headline-figures.tsx";
import { LoadingFigures } from "./loading-figures.tsx";
import classes from "./overview.module.css";
import { Panel } from "./panel.tsx";
import { periodWords, shiftPeriod, weekOf, type Period } from "./period.ts";
import { TrendChart } from "./trend-chart.tsx";
import { useOverview } from "./use-overview.ts";
import { weekSummary } from "./week-summary.ts";

const MOST_FAILURES = 3;

/** One week on one page, to be read on paper as well. */
export function WeekPage() {
  const now = useNow(undefined);
  const week = weekOf(useSearchParams().get("of"), now);
  const overview = useOverview(week);
  const next = shiftPeriod(week, 1);
  return (
    <>
      <PageBar title="The week" trail={[{ label: "Overview", href: "/overview" }]}>
        <Turn to={shiftPeriod(week, -1)} label="Show the week before" />
        {Date.parse(next.since) <= now ? <Turn to={next} label="Show the next week" isForward /> : null}
        <Button size="xs" leftSection={<IconPrinter size={16} aria-hidden />} onClick={() => window.print()}>
          Print
        </Button>
      </PageBar>
      <div className={classes["page"]} data-print>
        {overview.error ? <LoadFailure what="The week" error={overview.error} onRetry={() => void overview.refetch()} /> : null}
        {overview.isPending ? <LoadingFigures /> : null}
        {overview.data ? <Week report={overview.data} week={week} /> : null}
      </div>
    </>
  );
}

function Turn({ to, label, isForward = false }: { readonly to: Period; readonly label: string; readonly isForward?: boolean }) {
  const Glyph = isForward ? IconChevronRight : IconChevronLeft;
  return (
    <Button
      component={Link}
      href={`/overview/week?of=${to.since.slice(0, 10)}`}
      size="xs"
      variant="default"
      px={8}
      aria-label={label}
    >
      <Glyph size={16} aria-hidden />
    </Button>
  );
}

function Week({ report, week }: { readonly report: OverviewReport; readonly week: Period }) {
  const { organization } = useMembership();
  return (
    <>
      <header className={classes["weekHead"]}>
        <h2>
          {organization}: {periodWords(week)}
        </h2>
        {weekSummary(report).map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
      </header>
      <HeadlineFigures report={report} period={week} span="the week" />
      <Panel title="Runs per day" about="A run counts for the day it began.">
        <TrendChart days={report.days} period={week} />
      </Panel>
      <Panel title="Flows">
        <FlowTable flows={report.flows} period={week} />
      </Panel>
      <div className={classes["pair"]}>
        <Panel title="Why runs failed">
          <FailureTable failures={report.failures} runs={report.total.runs} period={week} most={MOST_FAILURES} />
        </Panel>
        <Panel title="The next 7 days">
          <ForecastText days={report.days} />
        </Panel>
      </div>
    </>
  );
}
