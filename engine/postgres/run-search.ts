import type { RunFilter } from "../runtime/engine.ts";
import { PRODUCTION } from "../core/environment/environment.ts";
import { hasEnded, runStatuses, type RunStatus } from "../core/machine/run-event.ts";
import { likeCondition } from "./incident-cause.ts";
import { isRunId } from "./run-id.ts";

/**
 * A search over the runs of an organization, newest first. What an index answers narrows down the runs that are looked at
 * (`indexed`); the rest is checked row by row (`checked`), over at most `MOST_LOOKED_AT` runs per page, so that a filter
 * that hardly anything fits takes no longer than one that everything does.
 */
export interface RunSearch {
  readonly indexed: readonly string[];
  readonly checked: readonly string[];
  readonly values: readonly unknown[];
  /** How many of the values, from the first one, `indexed` uses. */
  readonly indexedValues: number;
}

export const MOST_LOOKED_AT = 50_000;

/** The ids of runs rise with time, by the clock of the process that made them, which may be this much off. */
const CLOCK_SLACK = "interval '5 minutes'";
/** As in the index `run_long`. */
const LONG_MS = 60_000;
const TOOK = "r.ended_at - r.created_at";

const OPEN: readonly RunStatus[] = runStatuses.filter((status) => !hasEnded(status));
const ENDED_BADLY: readonly RunStatus[] = runStatuses.filter((status) => hasEnded(status) && status !== "completed");

/** The keys of the flow and version that a filter names. */
export interface SearchScope {
  readonly orgId: string;
  readonly flowKey?: string;
  readonly versionKey?: string;
}

export function runSearch(scope: SearchScope, filter: RunFilter, frequent: Frequent = new Set()): RunSearch {
  const values: unknown[] = [];
  const parameter = (value: unknown): string => `$${values.push(value)}`;
  const indexed = [...scopeConditions(scope, parameter), ...indexedConditions(scope, filter, frequent, parameter)];
  const indexedValues = values.length;
  const checked = [...checkedConditions(filter, parameter), ...frequentConditions(filter, frequent, parameter)];
  return { indexed, checked, values, indexedValues };
}

function indexedConditions(scope: SearchScope, filter: RunFilter, frequent: Frequent, parameter: Parameter): readonly string[] {
  const { status = [], text, before, leastMs = 0, environment } = filter;
  const isOnly = (group: readonly RunStatus[]): boolean => status.length > 0 && status.every((one) => group.includes(one));
  return [
    ...(environment === undefined || environment === PRODUCTION
      ? []
      : [`r.environment = ${parameter(environment)}`, "r.environment <> 'prod'"]),
    ...(before !== undefined && isRunId(before) ? [`r.id < ${parameter(before)}::uuid`] : []),
    ...(text !== undefined && isRunId(text) ? [`r.id = ${parameter(text)}::uuid`] : []),
    ...keyConditions(filter, parameter),
    ...incidentConditions(scope, filter, parameter),
    ...fieldConditions(scope, filter, frequent, parameter),
    ...tagConditions(scope, filter, parameter),
    ...timeConditions(filter, parameter),
    ...(filter.priced ? [pricedCondition(scope, filter, parameter)] : []),
    ...(isOnly(ENDED_BADLY) ? ["r.failure_code is not null"] : []),
    ...(isOnly(OPEN) ? ["r.ended_at is null"] : []),
    ...(leastMs >= LONG_MS ? [`${TOOK} >= interval '1 minute'`] : []),
  ];
}

function checkedConditions(filter: RunFilter, parameter: Parameter): readonly string[] {
  const { status = [], text, environment } = filter;
  return [
    ...(environment === PRODUCTION ? ["r.environment = 'prod'"] : []),
    ...(status.length > 0 ? [`r.status = any (${parameter(status)}::text[])`] : []),
    ...durationConditions(filter, parameter),
    ...(text && !isRunId(text) ? [`r.business_key ilike ${parameter(`%${escapeLike(text)}%`)}`] : []),
  ];
}

const scopeConditions = ({ orgId, flowKey, versionKey }: SearchScope, parameter: Parameter): readonly string[] => [
  `r.org_id = ${parameter(orgId)}`,
  ...(flowKey === undefined ? [] : [`r.flow_id = ${parameter(flowKey)}`]),
  ...(versionKey === undefined ? [] : [`r.flow_version_id = ${parameter(versionKey)}`]),
];

type Parameter = (value: unknown) => string;

function keyConditions({ businessKey, failureCode }: RunFilter, parameter: Parameter): readonly string[] {
  return [
    ...(businessKey ? [wholeOrBeginning("r.business_key", businessKey, parameter)] : []),
    ...(failureCode ? [wholeOrBeginning("r.failure_code", failureCode, parameter)] : []),
  ];
}

function incidentConditions(
  { orgId }: SearchScope,
  { likeIncident, longestOpen }: RunFilter,
  parameter: Parameter,
): readonly string[] {
  if (likeIncident === undefined) return [];
  const like = likeCondition(parameter(orgId), parameter(isRunId(likeIncident) ? likeIncident : null));
  const some = longestOpen === undefined ? "" : ` order by i.opened_at, i.id limit ${parameter(longestOpen)}`;
  return [`r.id in (select i.run_id from incident i where ${like} and i.status = 'open'${some})`];
}

/**
 * A whole value: its index goes by value and then by run, so that the newest runs of a frequent value are found first. A
 * beginning is no such order: where few runs have it, they are all fetched; where many do, the newest runs are checked.
 */
function fieldConditions({ orgId }: SearchScope, filter: RunFilter, frequent: Frequent, parameter: Parameter): readonly string[] {
  return fieldsOf(filter).flatMap(([name, wanted]) => {
    if (frequent.has(name)) return [];
    const field = `s.org_id = ${parameter(orgId)} and s.name = ${parameter(name)} and ${wholeOrBeginning("s.value", wanted, parameter)}`;
    const found = `select s.run_id from run_search_field s where ${field}`;
    return [isBeginning(wanted) ? `r.id = any (array(${found}))` : `r.id in (${found})`];
  });
}

/** A subquery for each run: as a join, all runs with that beginning could be read. */
const frequentConditions = (filter: RunFilter, frequent: Frequent, parameter: Parameter): readonly string[] =>
  fieldsOf(filter).flatMap(([name, wanted]) => {
    if (!frequent.has(name)) return [];
    const value = `(select s.value from run_search_field s where s.run_id = r.id and s.name = ${parameter(name)})`;
    return [wholeOrBeginning(value, wanted, parameter)];
  });

/** Names of search fields with a beginning that so many runs have that they are not all fetched. */
export type Frequent = ReadonlySet<string>;

export const MOST_FETCHED = 20_000;

/** The beginnings of values that are looked for. */
export function beginningsOf(filter: RunFilter): readonly { readonly name: string; readonly pattern: string }[] {
  return fieldsOf(filter).flatMap(([name, wanted]) => (isBeginning(wanted) ? [{ name, pattern: beginningPattern(wanted) }] : []));
}

const fieldsOf = ({ searchFields = {} }: RunFilter): readonly (readonly [string, string])[] => Object.entries(searchFields);

const tagConditions = ({ orgId }: SearchScope, { tags = [] }: RunFilter, parameter: Parameter): readonly string[] =>
  tags.map(
    (tag) => `r.id in (select t.run_id from run_tag t where t.org_id = ${parameter(orgId)} and t.tag = ${parameter(tag)})`,
  );

function wholeOrBeginning(column: string, wanted: string, parameter: Parameter): string {
  if (!isBeginning(wanted)) return `${column} = ${parameter(wanted)}`;
  return `${column} like ${parameter(beginningPattern(wanted))}`;
}

const isBeginning = (wanted: string): boolean => wanted.endsWith("*");
const beginningPattern = (wanted: string): string => `${escapeLike(wanted.slice(0, -1))}%`;

function timeConditions({ since, until }: RunFilter, parameter: Parameter): readonly string[] {
  const from = since === undefined ? "" : `${parameter(since)}::timestamptz`;
  const to = until === undefined ? "" : `${parameter(until)}::timestamptz`;
  return [
    ...(from ? [`r.created_at >= ${from}`, `r.id >= run_id_floor(${from} - ${CLOCK_SLACK})`] : []),
    ...(to ? [`r.created_at < ${to}`, `r.id < run_id_floor(${to} + ${CLOCK_SLACK})`] : []),
  ];
}

/** The versions that the overview has counted money for, in the hours of the filter: what its figures are made of. */
function pricedCondition({ orgId }: SearchScope, { since, until }: RunFilter, parameter: Parameter): string {
  const hours = [
    ...(since === undefined ? [] : [` and h.hour > ${parameter(since)}::timestamptz - interval '1 hour'`]),
    ...(until === undefined ? [] : [` and h.hour < ${parameter(until)}::timestamptz`]),
  ].join("");
  const counted = `select h.flow_version_id from run_hour h where h.org_id = ${parameter(orgId)} and h.currency <> ''${hours}`;
  return `r.flow_version_id = any (array(${counted}))`;
}

function durationConditions({ leastMs, mostMs }: RunFilter, parameter: Parameter): readonly string[] {
  const ms = (value: number): string => `${parameter(value)}::float8 * interval '1 millisecond'`;
  return [
    ...(leastMs === undefined ? [] : [`${TOOK} >= ${ms(leastMs)}`]),
    ...(mostMs === undefined ? [] : [`${TOOK} <= ${ms(mostMs)}`]),
  ];
}

const escapeLike = (text: string): string => text.replaceAll(/[\\%_]/g, String.raw`\$&`);
