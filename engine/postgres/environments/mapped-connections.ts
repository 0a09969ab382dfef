import type pg from "pg";
import { PRODUCTION } from "../../core/environment/environment.ts";
import type { Connections } from "../../runtime/ports.ts";
import { createCoalescer } from "../coalesce.ts";
import { retryTransient } from "../database-errors.ts";

interface Question {
  readonly orgId: string;
  readonly environment: string;
  readonly name: string;
}

const TARGETS = `
select coalesce((
  select m.target from connection_mapping m
  where m.org_id = x.org_id and m.environment = x.environment and m.name = x.name order by m.id desc limit 1
), x.name) as target
from unnest($1::uuid[], $2::text[], $3::text[]) with ordinality as x(org_id, environment, name, n) order by x.n`;

/**
 * Connections as the environment of a run means them. Asked at every call, because a call that went to yesterday's target
 * could have paid somebody; calls that go out together ask together.
 */
export function createMappedConnections(pool: pg.Pool, connections: Connections): Connections {
  const questions = createCoalescer<Question, string>({ flush: (asked) => findTargets(pool, asked) });
  return {
    resolve: async (orgId, name, environment = PRODUCTION) =>
      connections.resolve(orgId, await questions.add({ orgId, environment, name }), environment),
  };
}

async function findTargets(pool: pg.Pool, asked: readonly Question[]): Promise<readonly string[]> {
  const values = [asked.map(({ orgId }) => orgId), asked.map(({ environment }) => environment), asked.map(({ name }) => name)];
  const { rows } = await retryTransient(() =>
    pool.query<{ target: string }>({ name: "connection-targets", text: TARGETS, values }),
  );
  return rows.map(({ target }) => target);
}
