import type { FlowDocument } from "../core/flow/flow-document.ts";
import { dueTime, occurrencesOf } from "../core/schedule/occurrences.ts";
import { scheduleConfig, timingOf, type ScheduleConfig } from "../core/schedule/schedule-config.ts";
import type { Prisma } from "../../generated/prisma/client.ts";
import type { LivePlace } from "./environments/live-versions.ts";

/**
 * Brings the schedules of a flow in an environment in line with the version that becomes active, in the transaction that activates it. A
 * schedule with the same times goes on where it was, so a deployment neither loses nor repeats an occurrence; one with
 * other times begins now. A pause outlives versions. Where schedules are switched off they are stored, and never due.
 */
export async function syncSchedules(
  tx: Prisma.TransactionClient,
  { orgId, flowId, environment }: LivePlace,
  { slug, isOn }: { readonly slug: string; readonly isOn: boolean },
  document: FlowDocument,
): Promise<void> {
  const triggers = document.nodes.filter((node) => node.kind === "trigger.schedule");
  const gone = { flowId, environment, nodeId: { notIn: triggers.map((node) => node.id) } };
  await tx.schedule.deleteMany({ where: gone });
  await tx.scheduleOccurrence.deleteMany({ where: { ...gone, status: { in: ["queued", "backfill"] } } });
  for (const { id: nodeId, config } of triggers) {
    const [row] = await tx.$queryRaw<{ config: ScheduleConfig | null; now: Date }[]>`
      select (select config from schedule where flow_id = ${flowId}::uuid and environment = ${environment} and node_id = ${nodeId} for update) as config,
        clock_timestamp() as now`;
    const parsed = scheduleConfig.parse(config ?? {});
    const known = row!.config;
    const isSameTiming = known !== null && timingOf(known) === timingOf(parsed);
    const { now } = row!;
    const begins = { cursorAt: now, nextAt: isOn ? nextTime(parsed, `${slug}:${nodeId}`, now) : null };
    await tx.schedule.upsert({
      where: { flowId_environment_nodeId: { flowId, environment, nodeId } },
      create: { orgId, flowId, environment, nodeId, config: parsed, ...begins },
      update: { config: parsed, problem: null, ...(isSameTiming ? {} : begins) },
    });
  }
}

/** When the first occurrence from now is due; `key` is what its jitter is drawn from. */
export function nextTime(config: ScheduleConfig, key: string, now: Date): Date | null {
  const next = occurrencesOf(config).next(now.getTime());
  return next === undefined ? null : new Date(dueTime(config, key, next));
}
