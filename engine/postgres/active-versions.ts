import type pg from "pg";
import { PRODUCTION } from "../core/environment/environment.ts";
import { createCoalescer } from "./coalesce.ts";
import { retryTransient } from "./database-errors.ts";

export interface ActiveVersions {
  /**
   * Id of the version that new runs of this flow get in the environment (default: production); `undefined` where none is
   * live. Read from the database each time.
   */
  find(orgId: string, flowId: string, environment?: string): Promise<string | undefined>;
}

interface Question {
  readonly orgId: string;
  readonly flowId: string;
  readonly environment: string;
}

const FIND = `
select case x.environment when 'prod' then f.active_version_id else (
  select l.version_id from flow_live l where l.flow_id = f.id and l.environment = x.environment
) end as id
from unnest($1::uuid[], $2::text[], $3::text[]) with ordinality as x(org_id, slug, environment, n)
left join flow f on f.org_id = x.org_id and f.slug = x.slug
order by x.n`;

/** Starts that come together ask together: a burst of a thousand costs a handful of queries. */
export function createActiveVersions(pool: pg.Pool): ActiveVersions {
  const questions = createCoalescer<Question, string | null>({ flush: (asked) => findVersions(pool, asked) });
  return {
    find: async (orgId, flowId, environment = PRODUCTION) => (await questions.add({ orgId, flowId, environment })) ?? undefined,
  };
}

async function findVersions(pool: pg.Pool, asked: readonly Question[]): Promise<readonly (string | null)[]> {
  const values = [
    asked.map(({ orgId }) => orgId),
    asked.map(({ flowId }) => flowId),
    asked.map(({ environment }) => environment),
  ];
  const { rows } = await retryTransient(() => pool.query<{ id: string | null }>({ name: "active-versions", text: FIND, values }));
  return rows.map((row) => row.id);
}
