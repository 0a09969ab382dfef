import type { OverviewReport } from "#engine/runtime/overview.ts";
import { changeText, exactText, moneyList, percentText, successOf } from "./figure-text.ts";

/** The week in at most four sentences, the most important first. */
export function weekSummary(report: OverviewReport): readonly string[] {
  const { total, before, failures, now } = report;
  if (total.runs === 0) return ["No run ended in this week."];
  const change = changeText(total.runs, before.runs, "the week");
  const worth = moneyList(total.money, "value");
  const cost = moneyList(total.money, "cost");
  const [worst] = failures;
  return [
    `${exactText(total.runs)} runs ended${change === undefined ? "" : `, ${change}`}; ${percentText(successOf(total))} of them completed.`,
    ...(worth === "" ? [] : [`They were worth ${worth}${cost === "" ? "" : ` and cost ${cost}`}.`]),
    ...(worst
      ? [`The most frequent reason for trouble was ${worst.code} in ${worst.flowName}, ${exactText(worst.runs)} times.`]
      : []),
    ...(now.incidents.count + now.approvals.count === 0
      ? []
      : [
          `At the moment ${exactText(now.approvals.count)} decisions and ${exactText(now.incidents.count)} incidents wait for people.`,
        ]),
  ];
}
