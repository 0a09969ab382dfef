import type { FlowNeeds } from "../../core/environment/flow-needs.ts";
import { whyNoVariable } from "../../core/environment/variables.ts";
import type { FlowDocument } from "../../core/flow/flow-document.ts";
import { nearestName } from "../../core/flow/nearest-name.ts";
import { parseJson } from "../../core/json.ts";
import type {
  EnvironmentAnswer,
  EnvironmentSettings,
  MapConnection,
  SettingChange,
  SetVariable,
} from "../../runtime/environments.ts";
import type { Prisma } from "../../../generated/prisma/client.ts";
import type { Tx } from "../drafts/draft-rows.ts";
import { storedDocument } from "../stored-json.ts";
import { newestMappings, newestVariables, type NeedsPorts } from "./check-needs.ts";
import { newestScheduleSettings } from "./schedule-setting.ts";
import { whyNotSet } from "./why-not-set.ts";

export async function readSettings(tx: Tx, orgId: string): Promise<EnvironmentSettings> {
  const [variables, mappings] = [await newestVariables(tx, orgId), await newestMappings(tx, orgId)];
  return {
    variables: variables.map(({ value, ...row }) => ({ ...asSetting(row), value: parseJson(value) })),
    mappings: mappings.map(({ target, ...row }) => ({ ...asSetting(row), target })),
    schedules: await newestScheduleSettings(tx, orgId),
  };
}

interface SettingRow {
  readonly environment: string;
  readonly name: string;
  readonly changed_by: string;
  readonly changed_at: Date;
}

const asSetting = ({ environment, name, changed_by: changedBy, changed_at: at }: SettingRow) => ({
  ...{ environment, name, changedBy },
  changedAt: at.toISOString(),
});

const refuse = (message: string): EnvironmentAnswer => ({ ok: false, message });

export async function setVariable(tx: Tx, needsOf: NeedsPorts["needsOf"], request: SetVariable): Promise<EnvironmentAnswer> {
  const { orgId, environment, name, value, by } = request;
  const refusal = (await whyNotSet(tx, request)) ?? (value === undefined ? undefined : whyNoVariable(name, value));
  if (refusal !== undefined) return refuse(refusal);
  const readers = value === undefined ? await liveReaders(tx, needsOf, request) : [];
  if (readers.length > 0)
    return refuse(
      `${readers.join(", ")} would find nothing under env.${name}: take it out of what is live in ${environment} first.`,
    );
  const json = value === undefined ? null : JSON.stringify(value);
  await tx.$executeRaw`
    insert into environment_variable (org_id, environment, name, value, changed_by)
    values (${orgId}::uuid, ${environment}, ${name}, ${json}::json, ${by.name})`;
  return { ok: true };
}

/** Names of the flows that are live in the environment and read the variable. */
async function liveReaders(tx: Tx, needsOf: (document: FlowDocument) => FlowNeeds, { orgId, environment, name }: SetVariable) {
  const live = await tx.$queryRaw<{ document: Prisma.JsonValue }[]>`
    select v.document from flow f join flow_version v on v.id = case ${environment} when 'prod' then f.active_version_id else (
      select l.version_id from flow_live l where l.flow_id = f.id and l.environment = ${environment}) end
    where f.org_id = ${orgId}::uuid and v.document::text like ${`%${name}%`} order by f.name`;
  return live
    .map(storedDocument)
    .filter((document) => needsOf(document).variables.some((need) => need.name === name))
    .map((document) => `“${document.name}”`);
}

export async function mapConnection(
  tx: Tx,
  connections: NeedsPorts["connections"],
  request: MapConnection,
): Promise<EnvironmentAnswer> {
  const { orgId, environment, name, target = null, by } = request;
  const refusal = await whyNotSet(tx, request);
  if (refusal !== undefined) return refuse(refusal);
  const known = (await connections()).map((connection) => connection.name);
  if (target !== null && !known.includes(target)) {
    const near = nearestName(target, known);
    return refuse(`There is no connection "${target}".${near === undefined ? "" : ` Did you mean ${near}?`}`);
  }
  await tx.connectionMapping.create({ data: { orgId, environment, name, target, changedBy: by.name } });
  return { ok: true };
}

const SHOWN = 200;

export async function settingHistory(tx: Tx, orgId: string): Promise<readonly SettingChange[]> {
  const rows = await tx.$queryRaw<(SettingRow & { what: SettingChange["what"]; to: string | null })[]>`
    select 'variable' as what, environment, name, value::text as "to", changed_by, changed_at from environment_variable
    where org_id = ${orgId}::uuid
    union all
    select 'connection', environment, name, target, changed_by, changed_at from connection_mapping where org_id = ${orgId}::uuid
    union all
    select 'schedules', environment, 'schedules', case when is_on then 'on' else 'off' end, changed_by, changed_at from schedule_setting
    where org_id = ${orgId}::uuid
    order by changed_at desc limit ${SHOWN}`;
  return rows.map(({ what, to, ...row }) => ({ ...asSetting(row), what, ...(to === null ? {} : { to }) }));
}
