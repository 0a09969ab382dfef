import type pg from "pg";
import type { JsonObject, JsonValue } from "../../core/json.ts";
import type { EnvironmentValues } from "../../runtime/run-place.ts";
import { createCoalescer } from "../coalesce.ts";
import { retryTransient } from "../database-errors.ts";

interface Place {
  readonly orgId: string;
  readonly environment: string;
}

/** A name whose newest row has no value was taken away. */
const READ = `
select (
  select coalesce(json_object_agg(v.name, v.value) filter (where v.value is not null), '{}')
  from (
    select distinct on (name) name, value from environment_variable
    where org_id = x.org_id and environment = x.environment order by name, id desc
  ) v
) as variables
from unnest($1::uuid[], $2::text[]) with ordinality as x(org_id, environment, n) order by x.n`;

/** Read from the database each time; starts that come together ask together. */
export function createEnvironmentValues(pool: pg.Pool): EnvironmentValues {
  const questions = createCoalescer<Place, JsonObject>({ flush: (places) => readAll(pool, places) });
  return { read: (orgId, environment) => questions.add({ orgId, environment }) };
}

async function readAll(pool: pg.Pool, places: readonly Place[]): Promise<readonly JsonObject[]> {
  const values = [places.map(({ orgId }) => orgId), places.map(({ environment }) => environment)];
  const { rows } = await retryTransient(() =>
    pool.query<{ variables: Record<string, JsonValue> }>({ name: "read-variables", text: READ, values }),
  );
  return rows.map(({ variables }) => variables);
}
