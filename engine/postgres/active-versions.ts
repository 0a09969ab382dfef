import type pg from "pg";
import { createCoalescer } from "./coalesce.ts";
import { retryTransient } from "./database-errors.ts";

export interface ActiveVersions {
  /** Id of the version that new runs of this flow get; `undefined` for an unknown flow. Read from the database each time. */
  find(orgId: string, flowId: string): Promise<string | undefined>;
}

interface Question {
  readonly orgId: string;
  readonly flowId: string;
}

const FIND = `
select v.id from unnest($1::uuid[], $2::text[]) with ordinality as x(org_id, slug, n)
left join flow f on f.org_id = x.org_id and f.slug = x.slug left join flow_version v on v.id = f.active_version_id
order by x.n`;

/** Starts that come together ask together: a burst of a thousand costs a handful of queries. */
export function createActiveVersions(pool: pg.Pool): ActiveVersions {
  const questions = createCoalescer<Question, string | null>({ flush: (asked) => findVersions(pool, asked) });
  return { find: async (orgId, flowId) => (await questions.add({ orgId, flowId })) ?? undefined };
}

async function findVersions(pool: pg.Pool, asked: readonly Question[]): Promise<readonly (string | null)[]> {
  const values = [asked.map(({ orgId }) => orgId), asked.map(({ flowId }) => flowId)];
  const { rows } = await retryTransient(() => pool.query<{ id: string | null }>({ name: "active-versions", text: FIND, values }));
  return rows.map((row) => row.id);
}
