import type { RiskScore } from "#engine/core/approval/risk.ts";
import classes from "./risk-panel.module.css";
import { riskLevel } from "./words.ts";

const percent = (share: number): string => `${Math.round(share * 100)}%`;

/** How risky it is, as a figure, and what adds to it: each factor as a small bar with what was found. */
export function RiskPanel({ risk: { score, threshold, factors } }: { readonly risk: RiskScore }) {
  const level = riskLevel(score, threshold);
  return (
    <section className={classes["risk"]} data-level={level} aria-label="Risk">
      <div className={classes["head"]}>
        <span className={classes["label"]}>Risk</span>
        <span className={classes["score"]}>{score.toFixed(2)}</span>
        <span className={classes["level"]}>{level}</span>
      </div>
      {score > threshold ? (
        <p className={classes["note"]}>Above {threshold.toFixed(2)} a person always decides, whatever the policy says.</p>
      ) : null}
      <ul className={classes["factors"]}>
        {factors.map(({ label, finding, weight, points }, index) => (
          <li key={index} data-counts={points > 0 || undefined}>
            <span className={classes["name"]}>{label}</span>
            <span className={classes["bar"]} aria-hidden>
              <span style={{ inlineSize: percent(weight) }}>
                <span style={{ inlineSize: percent(weight === 0 ? 0 : points / weight) }} />
              </span>
            </span>
            <span className={classes["points"]}>+{points.toFixed(2)}</span>
            <span className={classes["finding"]}>
              {finding}
              <span className={classes["most"]}>, at most {weight.toFixed(2)}</span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
