import { runStatuses, type RunStatus } from "#engine/core/machine/run-event.ts";
import { omitUndefined } from "#engine/core/omit-undefined.ts";

/** What the list of runs shows, as people choose it and as it stands in the address. */
export interface RunFilter {
  readonly flowId?: string;
  readonly version?: number;
  readonly environment?: string;
  readonly status?: RunStatus[];
  readonly text?: string;
  readonly businessKey?: string;
  readonly failureCode?: string;
  /** By the name of a search field. */
  readonly searchFields?: Readonly<Record<string, string>>;
  /** All of them. */
  readonly tags?: string[];
  /** A stretch that ends now, or one between two times. */
  readonly time?: TimeChoice;
  readonly took?: TookChoice;
  /** Only of flows that declare what a run is worth or costs. */
  readonly priced?: true;
}

export type FilterChange = { readonly [Key in keyof RunFilter]?: RunFilter[Key] | undefined };

/** One that depends on what is set is given as a function: of two changes in quick succession, the second must not take back the first. */
export type ChangeFilter = (change: FilterChange | ((now: FilterChange) => FilterChange)) => void;

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

/** `?flow=orders&version=3&env=test&status=failed,waiting&q=A-1&key=A-*&field=customer:ACME&tag=odd&code=http/*&time=24h&took=over-1m&worth=declared`. What has no meaning is passed over. */
export function readRunFilter(params: Pick<URLSearchParams, "get" | "getAll">): RunFilter {
  const text = (name: string): string | undefined => params.get(name)?.trim() || undefined;
  const named = params.get("status")?.split(",") ?? [];
  const status = runStatuses.filter((one) => named.includes(one));
  const flowId = text("flow");
  const version = Number(text("version"));
  const took = params.get("took");
  const time = readTime(params);
  const [q, businessKey, failureCode] = [text("q"), text("key"), text("code")];
  const searchFields = readFields(params.getAll("field"));
  const tags = [...new Set(params.getAll("tag").flatMap((tag) => tag.trim() || []))].slice(0, MOST_FIELDS);
  const environment = /^[a-z][a-z0-9-]{0,31}$/.exec(text("env") ?? "")?.[0];
  return {
    ...omitUndefined({ flowId, environment, text: q, businessKey, failureCode, searchFields, time }),
    ...(flowId !== undefined && Number.isSafeInteger(version) && version > 0 ? { version } : {}),
    ...(status.length > 0 ? { status } : {}),
    ...(tags.length > 0 ? { tags } : {}),
    ...(isKeyOf(durations, took) ? { took } : {}),
    ...(params.get("worth") === "declared" ? { priced: true } : {}),
  };
}

const MOST_FIELDS = 5;

/** `customer:ACME`; of two for one name the last counts. */
function readFields(texts: readonly string[]): RunFilter["searchFields"] {
  const fields = texts.flatMap((text) => {
    const [, name, value] = /^([A-Za-z][A-Za-z0-9_]{0,39}):(.+)$/s.exec(text.trim()) ?? [];
    return name === undefined || value === undefined ? [] : [[name, value.trim()] as const];
  });
  return fields.length === 0 ? undefined : Object.fromEntries(fields.slice(0, MOST_FIELDS));
}

/** With a field looked for or, without a value, no longer. */
export function withField(
  { searchFields = {} }: FilterChange,
  name: string,
  value: string | undefined,
): RunFilter["searchFields"] {
  const { [name]: _replaced, ...others } = searchFields;
  const fields = value?.trim() ? { ...others, [name]: value.trim() } : others;
  return Object.keys(fields).length === 0 ? undefined : fields;
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
  return omitUndefined({ since, until });
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
  for (const [name, value] of Object.entries(filter.searchFields ?? {})) params.append("field", `${name}:${value}`);
  for (const tag of filter.tags ?? []) params.append("tag", tag);
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
export function countMore({ searchFields = {}, tags = [], ...filter }: RunFilter): number {
  const { version, environment, businessKey, failureCode, time, took, priced } = filter;
  const single = [version, environment, businessKey, failureCode, time, took, priced].filter((one) => one !== undefined);
  return single.length + Object.keys(searchFields).length + tags.length;
}
