import { Prisma } from "../../generated/prisma/client.ts";
import type { VersionRuns } from "../runtime/engine.ts";

/** How many open runs the versions of a flow have in one environment, newest first. */
export function openRunsByVersion(
  prisma: Prisma.TransactionClient,
  orgId: string,
  slug: string,
  environment: string,
): Promise<readonly VersionRuns[]> {
  return prisma.$queryRaw<VersionRuns[]>(Prisma.sql`
    select v.number as version, count(*)::int as runs
    from flow f join run r on r.flow_id = f.id and r.ended_at is null join flow_version v on v.id = r.flow_version_id
    where f.org_id = ${orgId}::uuid and f.slug = ${slug} and r.environment = ${environment} group by v.number order by v.number desc`);
}
