import { runStatuses, type RunStatus } from "#engine/core/machine/run-event.ts";

/** What the list of runs shows, as people choose it and as it stands in the address. */
export interface RunFilter {
  readonly flowId?: string;
  readonly version?: number;
  readonly environment?: string;
  readonly status?: RunStatus[];
  readonly text?: string;
  readonly businessKey?: string;
  readonly failureCode?: string;
  /** A stretch that ends now, or one between two times. */
  readonly time?: TimeChoice;
  readonly took?: TookChoice;
  /** Only of flows that declare what a run is worth or costs. */
  readonly priced?: true;
}

export type FilterChange = { readonly [Key in keyof RunFilter]?: RunFilter[Key] | undefined };

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export const times = {
  "1h": { label: "In the last hour", ms: HOUR },
  "24h": { label: "In the last 24 hours", ms: DAY },
  "7d": { label: "In the last 7 days", ms: 7 * DAY },
  "30d": { label: "In the last 30 days", ms: 30 * DAY },
} as const;
export type RecentTime = keyof typeof times;
export type TimeChoice = RecentTime | { readonly since?: string; readonly until?: string };

export const durations = {
  "under-1s": { label: "Took under 1 second", mostMs: 1_000 },
  "over-1s": { label: "Took over 1 second", leastMs: 1_000 },
  "over-1m": { label: "Took over 1 minute", leastMs: MINUTE },
  "over-10m": { label: "Took over 10 minutes", leastMs: 10 * MINUTE },
  "over-1h": { label: "Took over 1 hour", leastMs: HOUR },
  "over-1d": { label: "Took over 1 day", leastMs: DAY },
} as const;
export type TookChoice = keyof typeof durations;

const isKeyOf = <Table extends object>(table: Table, key: string | null | undefined): key is keyof Table & string =>
  key !== null && key !== undefined && Object.hasOwn(table, key);

/** `?flow=orders&version=3&env=test&status=failed,waiting&q=A-1&key=A-*&code=http/*&time=24h&took=over-1m&worth=declared`. What has no meaning is passed over. */
export function readRunFilter(params: Pick<URLSearchParams, "get">): RunFilter {
  const text = (name: string): string | undefined => params.get(name)?.trim() || undefined;
  const named = params.get("status")?.split(",") ?? [];
  const status = runStatuses.filter((one) => named.includes(one));
  const flowId = text("flow");
  const version = Number(text("version"));
  const took = params.get("took");
  const time = readTime(params);
  const [q, businessKey, failureCode] = [text("q"), text("key"), text("code")];
  const environment = /^[a-z][a-z0-9-]{0,31}$/.exec(text("env") ?? "")?.[0];
  return {
    ...(flowId === undefined ? {} : { flowId }),
    ...(flowId !== undefined && Number.isSafeInteger(version) && version > 0 ? { version } : {}),
    ...(environment === undefined ? {} : { environment }),
    ...(status.length > 0 ? { status } : {}),
    ...(q === undefined ? {} : { text: q }),
    ...(businessKey === undefined ? {} : { businessKey }),
    ...(failureCode === undefined ? {} : { failureCode }),
    ...(time === undefined ? {} : { time }),
    ...(isKeyOf(durations, took) ? { took } : {}),
    ...(params.get("worth") === "declared" ? { priced: true } : {}),
  };
}

function readTime(params: Pick<URLSearchParams, "get">): TimeChoice | undefined {
  const recent = params.get("time");
  if (isKeyOf(times, recent)) return recent;
  const moment = (name: string): string | undefined => {
    const ms = Date.parse(params.get(name) ?? "");
    return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
  };
  const [since, until] = [moment("since"), moment("until")];
  if (since === undefined && until === undefined) return undefined;
  return { ...(since === undefined ? {} : { since }), ...(until === undefined ? {} : { until }) };
}

export function writeRunFilter(filter: FilterChange): string {
  const params = new URLSearchParams();
  const put = (name: string, value: string | undefined): void => {
    if (value?.trim()) params.set(name, value.trim());
  };
  put("flow", filter.flowId);
  if (filter.flowId) put("version", filter.version?.toString());
  put("env", filter.environment);
  put("status", filter.status?.join(","));
  put("q", filter.text);
  put("key", filter.businessKey);
  put("code", filter.failureCode);
  if (typeof filter.time === "string") put("time", filter.time);
  else for (const end of ["since", "until"] as const) put(end, filter.time?.[end]);
  put("took", filter.took);
  put("worth", filter.priced ? "declared" : undefined);
  const query = params.toString();
  return query === "" ? "" : `?${query}`;
}

/** The filter as the API takes it; stretches that end now begin on a full minute, so that the same question stays the same. */
export function toApiFilter({ time, took, ...filter }: RunFilter, nowMs: number) {
  const range = typeof time === "string" ? { since: new Date(minuteBefore(nowMs - times[time].ms)).toISOString() } : (time ?? {});
  const { label: _label, ...limits } = took === undefined ? { label: "" } : durations[took];
  return { ...filter, ...range, ...limits };
}

const minuteBefore = (ms: number): number => Math.floor(ms / MINUTE) * MINUTE;

/** How many of the filters behind "More filters" are set. */
export const countMore = ({ version, environment, businessKey, failureCode, time, took, priced }: RunFilter): number =>
  [version, environment, businessKey, failureCode, time, took, priced].filter((one) => one !== undefined).length;
