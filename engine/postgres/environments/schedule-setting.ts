import { PRODUCTION } from "../../core/environment/environment.ts";
import { scheduleConfig } from "../../core/schedule/schedule-config.ts";
import type { EnvironmentAnswer, ScheduleSetting, SetSchedules } from "../../runtime/environments.ts";
import type { Tx } from "../drafts/draft-rows.ts";
import { nextTime } from "../sync-schedules.ts";
import { whyNotSet } from "./why-not-set.ts";

/** Whether schedules start runs in an environment: always in production, elsewhere where somebody has switched it on. */
export async function runsSchedules(tx: Tx, orgId: string, environment: string): Promise<boolean> {
  if (environment === PRODUCTION) return true;
  const newest = await tx.scheduleSetting.findFirst({ where: { orgId, environment }, orderBy: { id: "desc" } });
  return newest?.isOn ?? false;
}

/** The newest of each environment; one that was never switched is off, and not among them. */
export async function newestScheduleSettings(tx: Tx, orgId: string): Promise<readonly ScheduleSetting[]> {
  const rows = await tx.scheduleSetting.findMany({ where: { orgId }, orderBy: { id: "desc" }, distinct: ["environment"] });
  return rows.map(({ environment, isOn, changedBy, changedAt }) => ({
    ...{ environment, isOn, changedBy },
    changedAt: changedAt.toISOString(),
  }));
}

/**
 * Switched on, each schedule goes on with its first occurrence from now; switched off, nothing is due any more and what
 * waited is dropped. The environment's row is locked, so that a version that goes live meanwhile sees one or the other.
 */
export async function setSchedules(tx: Tx, request: SetSchedules): Promise<EnvironmentAnswer> {
  const { orgId, environment, isOn, by } = request;
  if (environment === PRODUCTION)
    return { ok: false, message: "Schedules always run in production. Pause one on the page of its flow." };
  const refusal = await whyNotSet(tx, request);
  if (refusal !== undefined) return { ok: false, message: refusal };
  await tx.$queryRaw`select 1 from environment where org_id = ${orgId}::uuid and name = ${environment} for no key update`;
  if ((await runsSchedules(tx, orgId, environment)) === isOn) return { ok: true };
  await tx.scheduleSetting.create({ data: { orgId, environment, isOn, changedBy: by.name } });
  if (isOn) await beginNow(tx, orgId, environment);
  else await end(tx, orgId, environment);
  return { ok: true };
}

async function beginNow(tx: Tx, orgId: string, environment: string): Promise<void> {
  const [clock] = await tx.$queryRaw<{ now: Date }[]>`select clock_timestamp() as now`;
  const now = clock!.now;
  const schedules = await tx.schedule.findMany({ where: { orgId, environment }, include: { flow: { select: { slug: true } } } });
  for (const { flowId, nodeId, config, flow } of schedules) {
    const nextAt = nextTime(scheduleConfig.parse(config), `${flow.slug}:${nodeId}`, now);
    const where = { flowId_environment_nodeId: { flowId, environment, nodeId } };
    await tx.schedule.update({ where, data: { cursorAt: now, nextAt } });
  }
}

async function end(tx: Tx, orgId: string, environment: string): Promise<void> {
  await tx.schedule.updateMany({ where: { orgId, environment }, data: { nextAt: null } });
  await tx.scheduleOccurrence.deleteMany({ where: { orgId, environment, status: { in: ["queued", "backfill"] } } });
}
