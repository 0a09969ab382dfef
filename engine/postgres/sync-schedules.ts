import type { FlowDocument } from "../core/flow/flow-document.ts";
import { dueTime, occurrencesOf } from "../core/schedule/occurrences.ts";
import { scheduleConfig, timingOf, type ScheduleConfig } from "../core/schedule/schedule-config.ts";
import type { Prisma } from "../../generated/prisma/client.ts";

/**
 * Brings the schedules of a flow in line with the version that becomes active, in the transaction that activates it. A
 * schedule with the same times goes on where it was, so a deployment neither loses nor repeats an occurrence; one with
 * other times begins now. A pause outlives versions.
 */
export async function syncSchedules(
  tx: Prisma.TransactionClient,
  orgId: string,
  flow: { readonly id: string; readonly slug: string },
  document: FlowDocument,
): Promise<void> {
  const triggers = document.nodes.filter((node) => node.kind === "trigger.schedule");
  const gone = { flowId: flow.id, nodeId: { notIn: triggers.map((node) => node.id) } };
  await tx.schedule.deleteMany({ where: gone });
  await tx.scheduleOccurrence.deleteMany({ where: { ...gone, status: { in: ["queued", "backfill"] } } });
  for (const { id: nodeId, config } of triggers) {
    const [row] = await tx.$queryRaw<{ config: ScheduleConfig | null; now: Date }[]>`
      select (select config from schedule where flow_id = ${flow.id}::uuid and node_id = ${nodeId} for update) as config,
        clock_timestamp() as now`;
    const parsed = scheduleConfig.parse(config ?? {});
    const known = row!.config;
    const isSameTiming = known !== null && timingOf(known) === timingOf(parsed);
    const times = isSameTiming ? {} : timesFrom(parsed, `${flow.slug}:${nodeId}`, row!.now);
    await tx.schedule.upsert({
      where: { flowId_nodeId: { flowId: flow.id, nodeId } },
      create: { orgId, flowId: flow.id, nodeId, config: parsed, ...timesFrom(parsed, `${flow.slug}:${nodeId}`, row!.now) },
      update: { config: parsed, problem: null, ...times },
    });
  }
}

function timesFrom(config: ScheduleConfig, key: string, now: Date): { cursorAt: Date; nextAt: Date | null } {
  const next = occurrencesOf(config).next(now.getTime());
  return { cursorAt: now, nextAt: next === undefined ? null : new Date(dueTime(config, key, next)) };
}
