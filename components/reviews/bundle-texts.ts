import type { ReviewBundle, ReviewedConnection, ReviewedSubFlow } from "#engine/core/review/review-bundle.ts";
import { countRuns } from "#engine/core/count.ts";
import { isJsonObject, type JsonValue } from "#engine/core/json.ts";

type NameOf = (nodeId: string) => string;

/** One line per mapping: all its tests passed, or the review could not have been asked for. */
export function testsText(tests: ReviewBundle["tests"], nameOf: NameOf): readonly string[] {
  return [...Map.groupBy(tests, ({ nodeId }) => nodeId)].map(
    ([nodeId, { length }]) => `${nameOf(nodeId)}: ${length === 1 ? "1 test passed" : `${length} tests passed`}.`,
  );
}

export const connectionText = ({ name, nodeIds, leadsTo }: ReviewedConnection, nameOf: NameOf): string =>
  `${name}, used by ${nodeIds.map(nameOf).join(", ")}: ${leadsTo ?? "not set up, so these steps will fail"}.`;

export function subFlowText({ nodeId, flowId, isPinned, version }: ReviewedSubFlow, nameOf: NameOf): string {
  if (version === undefined) return `${nameOf(nodeId)} runs ${flowId}, which is not deployed.`;
  return `${nameOf(nodeId)} runs ${flowId} version ${version}${isPinned ? "" : ", and newer ones once they are live"}.`;
}

export const scheduleText = ({ nodeId, config }: ReviewBundle["schedules"][number], nameOf: NameOf): string =>
  `${nameOf(nodeId)}: ${settingsText(config)}.`;

export const limitsText = (limits: JsonValue | undefined): readonly string[] =>
  isJsonObject(limits) ? Object.entries(limits).map(([name, value]) => `${name}: ${plainText(value)}.`) : [];

export const openRunsText = (openRuns: ReviewBundle["inFlight"]): readonly string[] =>
  openRuns.map(
    ({ version, runs }) =>
      `${countRuns(runs)} ${runs === 1 ? "stays" : "stay"} on version ${version} until ${runs === 1 ? "it ends" : "they end"}.`,
  );

const settingsText = (config: JsonValue): string =>
  isJsonObject(config)
    ? Object.entries(config)
        .map(([name, value]) => `${name} ${plainText(value)}`)
        .join(", ")
    : plainText(config);

const plainText = (value: JsonValue | undefined): string => (typeof value === "string" ? value : JSON.stringify(value ?? null));
