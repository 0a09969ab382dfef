import { Prisma } from "../../generated/prisma/client.ts";
import { runStatuses, type RunStatus } from "../core/machine/run-event.ts";
import type { FlowSummary } from "../runtime/engine.ts";
import type { PrismaClient } from "./prisma-client.ts";

interface FlowRow {
  readonly slug: string;
  readonly name: string;
  readonly description: string | null;
  readonly number: number;
  readonly triggers: readonly string[];
  readonly updated_at: Date;
  readonly last_run_at: Date | null;
  readonly recent: Readonly<Record<string, number>> | null;
}

/** How a flow does is how it does in production; one that is not there yet shows the runs it has. */
const OF_PRODUCTION = Prisma.sql`(r.environment = 'prod' or f.active_version_id is null)`;

/** Deployed flows by name, each with its latest run and the runs of the last 24 hours by status. */
export async function listFlows(prisma: PrismaClient, orgId: string): Promise<readonly FlowSummary[]> {
  const rows = await prisma.$queryRaw<FlowRow[]>`
    select f.slug, f.name, f.description, v.number, f.updated_at,
      array(
        select distinct node ->> 'kind' from json_array_elements(readable_json(v.document) -> 'nodes') as node
        where node ->> 'kind' like 'trigger.%' order by 1
      ) as triggers,
      (select r.created_at from run r where r.flow_id = f.id and ${OF_PRODUCTION} order by r.id desc limit 1) as last_run_at,
      (
        select json_object_agg(status, runs)
        from (
          select r.status, count(*) as runs from run r
          where r.flow_id = f.id and ${OF_PRODUCTION} and r.id >= run_id_floor(now() - interval '24 hours') group by r.status
        ) as counted
      ) as recent
    from flow f join flow_version v on v.id = coalesce(f.active_version_id, (
      select l.version_id from flow_live l join environment e on e.org_id = l.org_id and e.name = l.environment
      where l.flow_id = f.id order by e.position desc limit 1))
    where f.org_id = ${orgId}::uuid
    order by f.name, f.slug`;
  return rows.map(toSummary);
}

function toSummary(row: FlowRow): FlowSummary {
  return {
    flowId: row.slug,
    name: row.name,
    ...(row.description === null ? {} : { description: row.description }),
    version: row.number,
    triggers: row.triggers,
    updatedAt: row.updated_at.toISOString(),
    ...(row.last_run_at === null ? {} : { lastRunAt: row.last_run_at.toISOString() }),
    recent: countsByStatus(row.recent ?? {}),
  };
}

function countsByStatus(counts: Readonly<Record<string, number>>): Partial<Record<RunStatus, number>> {
  const known = runStatuses.filter((status) => counts[status] !== undefined);
  return Object.fromEntries(known.map((status) => [status, counts[status]]));
}
