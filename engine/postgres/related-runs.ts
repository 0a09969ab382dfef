import type pg from "pg";
import type { RunStatus } from "../core/machine/run-event.ts";
import type { RelatedRun, RelatedRuns } from "../runtime/run-operations.ts";
import { isRunId } from "./run-id.ts";

/** Enough to follow by hand; a for-each over sub-flows may have many more. */
const MOST = 100;

const RELATED = `
with related as (
  select 'parent' as relation, c.parent_id as id, c.node_id from child_run c where c.child_id = $2
  union all (select 'child', c.child_id, c.node_id from child_run c where c.parent_id = $2 order by c.child_id limit ${MOST})
  union all select 'original', r.forked_from, null from run r where r.id = $2 and r.forked_from is not null
  union all (select 'fork', r.id, null from run r where r.forked_from = $2 order by r.id limit ${MOST})
)
select x.relation, x.node_id, r.id, f.slug, f.name, v.number, r.status, r.created_at
from related x join run r on r.id = x.id join flow f on f.id = r.flow_id join flow_version v on v.id = r.flow_version_id
where r.org_id = $1 order by r.id`;

interface RelatedRow {
  readonly relation: "parent" | "child" | "original" | "fork";
  readonly node_id: string | null;
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly number: number;
  readonly status: RunStatus;
  readonly created_at: Date;
}

/** The runs a run came from, started or was forked into; those that retention has deleted are left out. */
export async function relatedRuns(pool: pg.Pool, orgId: string, runId: string): Promise<RelatedRuns> {
  if (!isRunId(runId)) return { children: [], forks: [] };
  const { rows } = await pool.query<RelatedRow>({ name: "related-runs", text: RELATED, values: [orgId, runId] });
  const of = (relation: RelatedRow["relation"]): readonly RelatedRun[] =>
    rows.filter((row) => row.relation === relation).map(toRelated);
  const [parent] = of("parent");
  const [original] = of("original");
  return { ...(parent ? { parent } : {}), ...(original ? { original } : {}), children: of("child"), forks: of("fork") };
}

function toRelated({ id, slug, name, number, status, created_at: createdAt, node_id: nodeId }: RelatedRow): RelatedRun {
  const startedAt = createdAt.toISOString();
  return { runId: id, flowId: slug, flowName: name, version: number, status, startedAt, ...(nodeId === null ? {} : { nodeId }) };
}
