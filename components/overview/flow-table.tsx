import { Link } from "#components/ui/link.tsx";
import { formatDuration } from "#components/ui/time.ts";
import type { FlowFigures, Money } from "#engine/runtime/overview.ts";
import { exactText, moneyList, moneyText, percentText, successOf } from "./figure-text.ts";
import classes from "./overview.module.css";
import type { Period } from "./period.ts";
import { endedBadly, runsHref } from "./run-links.ts";

interface FlowTableProps {
  readonly flows: readonly FlowFigures[];
  readonly period: Period;
}

export function FlowTable({ flows, period }: FlowTableProps) {
  if (flows.length === 0) return <p className={classes["small"]}>No flow ran in this period.</p>;
  return (
    <div className={classes["scroll"]} tabIndex={0} role="region" aria-label="Table of flows">
      <table className={classes["table"]}>
        <thead>
          <tr>
            <th scope="col">Flow</th>
            <th scope="col">Runs</th>
            <th scope="col">Success</th>
            <th scope="col">Time per run</th>
            <th scope="col">Worth</th>
            <th scope="col">Cost</th>
            <th scope="col">Cost per run</th>
          </tr>
        </thead>
        <tbody>
          {flows.map((flow) => (
            <FlowRow key={flow.flowId} flow={flow} period={period} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function FlowRow({ flow, period }: { readonly flow: FlowFigures; readonly period: Period }) {
  const { flowId, name, runs, durationMs, money, byStatus } = flow;
  const hasFailed = endedBadly.some((status) => (byStatus[status] ?? 0) > 0);
  return (
    <tr>
      <th scope="row">
        <Link href={`/flows/${flowId}`}>{name}</Link>
      </th>
      <td>
        <Link href={runsHref(period, { flowId })}>{exactText(runs)}</Link>
      </td>
      <td>
        <Link href={runsHref(period, { flowId, status: hasFailed ? endedBadly : ["completed"] })}>
          {percentText(successOf(flow))}
        </Link>
      </td>
      <td>{formatDuration(durationMs / runs)}</td>
      <td>
        {moneyList(money, "value") === "" ? (
          "–"
        ) : (
          <Link href={runsHref(period, { flowId, status: ["completed"] })}>{moneyList(money, "value")}</Link>
        )}
      </td>
      <td>{moneyList(money, "cost") || "–"}</td>
      <td>
        {money
          .filter(({ cost }) => cost > 0)
          .map(perRun)
          .join(" · ") || "–"}
      </td>
    </tr>
  );
}

const perRun = ({ cost, runs, currency }: Money): string => moneyText(cost / runs, currency);
