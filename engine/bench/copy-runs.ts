import type { BenchWorld } from "./bench-world.ts";

const PORTION = 25_000;

export interface CopyRuns {
  /** A run that stands as the copies should: its rows in all tables are copied. */
  readonly runId: string;
  readonly count: number;
  /** Milliseconds since 1970 from which the ids of the copies rise. */
  readonly fromMs: number;
  /** Milliseconds from one to the next. Given, the copies also began and ended at those moments; else one, and they did not. */
  readonly stepMs?: number;
}

/**
 * Fills the tables with copies of a real run, so that tables and indexes are as large as if so many runs had been made. Knows
 * no columns: whatever has a `run_id` belongs to a run.
 */
export async function copyRuns({ pool }: BenchWorld, { runId, count, fromMs, stepMs }: CopyRuns): Promise<void> {
  const tables = await runTables(pool);
  for (let from = 0; from < count; from += PORTION) {
    const range = [runId, fromMs, from, Math.min(count, from + PORTION) - 1, stepMs ?? 1];
    for (const table of tables) await pool.query(copyStatement(table, stepMs !== undefined), range);
  }
}

interface RunTable {
  readonly name: string;
  readonly columns: readonly string[];
  /** The column that names the run. */
  readonly key: string;
}

async function runTables(pool: BenchWorld["pool"]): Promise<readonly RunTable[]> {
  const { rows } = await pool.query<RunTable>(`
    select c.relname as name, array_agg(quote_ident(a.attname)::text order by a.attnum) as columns,
      case c.relname when 'run' then 'id' else 'run_id' end as key
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
    group by c.relname
    having c.relname = 'run' or bool_or(a.attname = 'run_id')`);
  return rows;
}

/** The id is a UUIDv7 made of the millisecond and the number of the copy, so every table gets the same ones. */
const COPY_ID = "(lpad(to_hex($2::bigint + n * $5::bigint), 12, '0') || '70008' || lpad(to_hex(n), 15, '0'))::uuid";

const BEGAN = "to_timestamp(($2::bigint + n * $5::bigint) / 1000.0)";
/** Of a run, at the moment of its id, and as long as the original. */
const MOVED: Readonly<Record<string, string>> = {
  created_at: BEGAN,
  ended_at: `${BEGAN} + (original.ended_at - original.created_at)`,
};

function copyStatement({ name, columns, key }: RunTable, isMoved: boolean): string {
  const values = columns.map((column) => {
    if (column === key) return COPY_ID;
    return (isMoved && name === "run" ? MOVED[column] : undefined) ?? `original.${column}`;
  });
  return `insert into ${name} (${columns.join(", ")}) select ${values.join(", ")}
    from generate_series($3::bigint, $4::bigint) as n cross join (select * from ${name} where ${key} = $1) as original`;
}
