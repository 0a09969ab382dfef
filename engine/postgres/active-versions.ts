import type pg from "pg";
import { PRODUCTION } from "../core/environment/environment.ts";
import { createCoalescer } from "./coalesce.ts";
import { retryTransient } from "./database-errors.ts";

export interface ActiveVersions {
  /**
   * The version that new runs of this flow get in the environment (default: production); `undefined` where none is live.
   * Read from the database each time.
   */
  find(orgId: string, flowId: string, environment?: string): Promise<ActiveVersion | undefined>;
}

export interface ActiveVersion {
  readonly flowVersionId: string;
  /** Earlier versions collected starts (debounce, batch): a trigger key may be known without being that of a run. */
  readonly hasCollected: boolean;
}

interface Question {
  readonly orgId: string;
  readonly flowId: string;
  readonly environment: string;
}

const FIND = `
select case x.environment when 'prod' then f.active_version_id else (
  select l.version_id from flow_live l where l.flow_id = f.id and l.environment = x.environment
) end as "flowVersionId", f.has_collected as "hasCollected"
from unnest($1::uuid[], $2::text[], $3::text[]) with ordinality as x(org_id, slug, environment, n)
left join flow f on f.org_id = x.org_id and f.slug = x.slug
order by x.n`;

interface Row {
  readonly flowVersionId: string | null;
  readonly hasCollected: boolean;
}

/** Starts that come together ask together: a burst of a thousand costs a handful of queries. */
export function createActiveVersions(pool: pg.Pool): ActiveVersions {
  const questions = createCoalescer<Question, Row>({ flush: (asked) => findVersions(pool, asked) });
  return {
    find: async (orgId, flowId, environment = PRODUCTION) => {
      const { flowVersionId, hasCollected } = await questions.add({ orgId, flowId, environment });
      return flowVersionId === null ? undefined : { flowVersionId, hasCollected };
    },
  };
}

async function findVersions(pool: pg.Pool, asked: readonly Question[]): Promise<readonly Row[]> {
  const values = [
    asked.map(({ orgId }) => orgId),
    asked.map(({ flowId }) => flowId),
    asked.map(({ environment }) => environment),
  ];
  const { rows } = await retryTransient(() => pool.query<Row>({ name: "active-versions", text: FIND, values }));
  return rows;
}
