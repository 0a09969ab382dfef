import { failureAdvice } from "#components/shared/failure-advice.ts";
import { Link } from "#components/ui/link.tsx";
import type { FailureFigures } from "#engine/runtime/overview.ts";
import { exactText } from "./figure-text.ts";
import classes from "./overview.module.css";
import type { Period } from "./period.ts";
import { ended, runsHref } from "./run-links.ts";

interface FailureTableProps {
  readonly failures: readonly FailureFigures[];
  /** How many runs ended in the period. */
  readonly runs: number;
  readonly period: Period;
  readonly most?: number;
}

export function FailureTable({ failures, runs, period, most = 10 }: FailureTableProps) {
  if (runs === 0) return <p className={classes["small"]}>No run ended in this period.</p>;
  if (failures.length === 0) return <p className={classes["small"]}>Every run of this period completed.</p>;
  return (
    <div className={classes["scroll"]} tabIndex={0} role="region" aria-label="Table of failures">
      <table className={classes["table"]} data-text>
        <thead>
          <tr>
            <th scope="col">Runs</th>
            <th scope="col">Flow</th>
            <th scope="col">Reason</th>
            <th scope="col">What to do</th>
          </tr>
        </thead>
        <tbody>
          {failures.slice(0, most).map(({ flowId, flowName, code, runs: failed }) => (
            <tr key={`${flowId} ${code}`}>
              <td>
                <Link href={runsHref(period, { flowId, failureCode: code, status: ended })}>{exactText(failed)}</Link>
              </td>
              <th scope="row">
                <Link href={`/flows/${flowId}`}>{flowName}</Link>
              </th>
              <td className="mono">{code}</td>
              <td>{adviceFor(code)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function adviceFor(code: string): string {
  if (code === "run/canceled") return "People canceled these. If it happens often, ask them why.";
  return failureAdvice({ code, message: "" });
}
