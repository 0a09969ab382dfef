import type pg from "pg";

/** Position in the write-ahead log, in bytes since the server was made; the difference of two is what was written between. */
export async function walPosition(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ bytes: string }>("select pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0') as bytes");
  return Number(rows[0]!.bytes);
}

/** Rows of 1 KB committed one by one per second on one connection: what a durable write costs at least. */
export async function commitsPerSecond(pool: pg.Pool, ms: number): Promise<number> {
  const client = await pool.connect();
  try {
    await client.query("create table if not exists bench_row (id bigserial primary key, data text)");
    const data = "x".repeat(1_000);
    const began = performance.now();
    let count = 0;
    for (; performance.now() - began < ms; count += 1) {
      await client.query({ name: "bench-row", text: "insert into bench_row (data) values ($1)", values: [data] });
    }
    return Math.round((count / (performance.now() - began)) * 1_000);
  } finally {
    client.release();
  }
}
