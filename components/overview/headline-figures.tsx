import { Link } from "#components/ui/link.tsx";
import { formatDuration } from "#components/ui/time.ts";
import type { OverviewReport } from "#engine/runtime/overview.ts";
import { changeText, countText, exactText, moneyList, percentText, successOf } from "./figure-text.ts";
import classes from "./overview.module.css";
import type { Period } from "./period.ts";
import { decidedHref, endedBadly, runsHref } from "./run-links.ts";

interface Figure {
  readonly label: string;
  readonly value: string;
  readonly note: string;
  readonly href: string;
  readonly exact?: string;
}

interface HeadlineProps {
  readonly report: OverviewReport;
  readonly period: Period;
  /** "the 7 days" */
  readonly span: string;
}

export function HeadlineFigures({ report, period, span }: HeadlineProps) {
  const figures = [...ranFigures(report, period, span), ...worthFigures(report, period), ...waitingFigures(report, period)];
  return (
    <ul className={classes["figures"]} aria-label="Figures of the period">
      {figures.map(({ label, value, note, href, exact }) => (
        <li key={label} className={classes["figure"]}>
          <Link href={href} className={classes["figureLink"] ?? ""} title={exact}>
            <span className={classes["label"]}>{label}</span>
            <span className={classes["value"]}>{value}</span>
            <span className={classes["small"]}>{note}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

function ranFigures({ total, before }: OverviewReport, period: Period, span: string): readonly Figure[] {
  const bad = endedBadly.reduce((sum, status) => sum + (total.byStatus[status] ?? 0), 0);
  const canceled = total.byStatus.canceled ?? 0;
  const failed = bad === 0 ? "none failed" : `${exactText(bad)} failed`;
  return [
    {
      label: "Runs that ended",
      value: countText(total.runs),
      exact: exactText(total.runs),
      note: changeText(total.runs, before.runs, span) ?? "none before to compare with",
      href: runsHref(period),
    },
    {
      label: "Success",
      value: total.runs === 0 ? "–" : percentText(successOf(total)),
      note: canceled === 0 ? failed : `${failed}, ${exactText(canceled)} canceled by people`,
      href: runsHref(period, { status: bad === 0 ? ["completed"] : endedBadly }),
    },
    {
      label: "Time per run",
      value: total.runs === 0 ? "–" : formatDuration(total.durationMs / total.runs),
      note: "on average, waiting for people included",
      href: runsHref(period),
    },
  ];
}

function worthFigures({ total }: OverviewReport, period: Period): readonly Figure[] {
  const value = moneyList(total.money, "value");
  const cost = moneyList(total.money, "cost");
  const declared = total.money.reduce((sum, { runs }) => sum + runs, 0);
  const unknown = total.withoutValue === 0 ? "" : `; ${exactText(total.withoutValue)} runs gave no number`;
  const undeclared = { value: "–", note: "no flow says what its runs are worth: add value to a flow" };
  return [
    {
      label: "Worth",
      ...(declared === 0 ? undeclared : { value: value || "0", note: `of completed runs, as their flows declare${unknown}` }),
      href: runsHref(period, { status: ["completed"], priced: true }),
    },
    {
      label: "Cost",
      ...(cost === ""
        ? { value: "–", note: "no flow declares what a run costs" }
        : {
            value: cost,
            note: `for ${exactText(declared)} ${declared === 1 ? "run of a flow that declares" : "runs of flows that declare"} it`,
          }),
      href: runsHref(period, { priced: true }),
    },
  ];
}

function waitingFigures({ now, decisions }: OverviewReport, period: Period): readonly Figure[] {
  const waiting = now.byStatus.waiting ?? 0;
  const overdue = now.approvals.overdue === 0 ? "none overdue" : `${exactText(now.approvals.overdue)} overdue`;
  const median =
    decisions.medianWaitMs === undefined
      ? ""
      : `${decisions.decided === 1 ? "1" : `half of ${exactText(decisions.decided)}`} within ${formatDuration(decisions.medianWaitMs)}`;
  return [
    {
      label: "Waiting now",
      value: countText(waiting),
      exact: exactText(waiting),
      note: `${exactText(now.approvals.count)} for a decision, ${overdue}`,
      href: "/runs?env=prod&status=waiting",
    },
    {
      label: "Decided in time",
      value: decisions.due === 0 ? "–" : percentText(decisions.inTime / decisions.due),
      note: median || "no decision in this period",
      href: decidedHref(period, decisions.due > 0),
    },
  ];
}
