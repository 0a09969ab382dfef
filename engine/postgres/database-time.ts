import type pg from "pg";

/** Time of the database, milliseconds since 1970: what events are recorded with. */
export async function databaseMs(pool: pg.Pool): Promise<number> {
  const text = "select (extract(epoch from clock_timestamp()) * 1000)::float8 as ms";
  const { rows } = await pool.query<{ ms: number }>({ name: "database-time", text });
  return Math.floor(rows[0]!.ms);
}
