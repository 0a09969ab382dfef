import type { FlowFigures, RunFigures } from "#engine/runtime/overview.ts";
import { Link } from "#components/ui/link.tsx";
import { exactText, percentText } from "./figure-text.ts";
import overview from "./overview.module.css";
import type { Period } from "./period.ts";
import {
  flowRisks,
  impacts,
  likelihoods,
  riskTone,
  THRESHOLDS,
  type FlowRisk,
  type Impact,
  type Likelihood,
} from "./risk-map.ts";
import classes from "./risk-map.module.css";
import { endedBadly, runsHref } from "./run-links.ts";

interface RiskMapProps {
  readonly flows: readonly FlowFigures[];
  readonly total: RunFigures;
  readonly period: Period;
}

const impactWords: Readonly<Record<Impact, string>> = {
  high: "Much depends on it",
  medium: "Some depends on it",
  low: "Little depends on it",
};
const likelihoodWords: Readonly<Record<Likelihood, string>> = {
  rare: `Fails rarely, under ${percentText(THRESHOLDS.sometimes)}`,
  sometimes: `Fails sometimes`,
  often: `Fails often, from ${percentText(THRESHOLDS.often)}`,
};

export function RiskMap({ flows, total, period }: RiskMapProps) {
  const risks = flowRisks(flows, total);
  if (risks.length === 0) return <p className={overview["small"]}>No flow ran in this period.</p>;
  return (
    <table className={classes["risk"]}>
      <thead>
        <tr>
          <td />
          {likelihoods.map((likelihood) => (
            <th key={likelihood} scope="col">
              {likelihoodWords[likelihood]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {impacts.toReversed().map((impact) => (
          <tr key={impact}>
            <th scope="row">{impactWords[impact]}</th>
            {likelihoods.map((likelihood) => (
              <td key={likelihood} data-tone={riskTone(likelihood, impact)}>
                <Field risks={risks.filter((risk) => risk.impact === impact && risk.likelihood === likelihood)} period={period} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Field({ risks, period }: { readonly risks: readonly FlowRisk[]; readonly period: Period }) {
  if (risks.length === 0) return <span className={classes["none"]}>–</span>;
  return (
    <ul className={classes["plain"]}>
      {risks.map(({ flow, failed, failing }) => (
        <li key={flow.flowId}>
          <Link
            href={runsHref(period, { flowId: flow.flowId, ...(failed === 0 ? {} : { status: endedBadly }) })}
            title={`${exactText(failed)} of ${exactText(flow.runs)} runs failed (${percentText(failing)})${incidentText(flow.openIncidents)}`}
          >
            {flow.name}
          </Link>
        </li>
      ))}
    </ul>
  );
}

const incidentText = (count: number): string => (count === 0 ? "" : `, ${count} open ${count === 1 ? "incident" : "incidents"}`);
