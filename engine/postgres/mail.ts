import type pg from "pg";
import type { NewMessage, PostResult } from "../runtime/ports.ts";
import { plainArray } from "./columns.ts";
import { retryTransient } from "./database-errors.ts";

/** Stores messages, each with its hint or the notice to its run's owner, in one statement. */
export async function postMessages(db: pg.Pool | pg.PoolClient, messages: readonly NewMessage[]): Promise<readonly PostResult[]> {
  const values = [
    plainArray(messages.map((message) => message.runId)),
    messages.map((message) => message.dedupeKey),
    messages.map((message) => JSON.stringify(message.body)),
  ];
  const text = "select result from post_messages($1::uuid[], $2::text[], $3::json[])";
  const { rows } = await retryTransient(() => db.query<{ result: PostResult }>({ name: "post-messages", text, values }));
  return rows.map((row) => row.result);
}

/** Turns due timers into messages; only one process at a time does, the others get `fired: 0`. */
export async function fireDueTimers(pool: pg.Pool, limit: number): Promise<{ fired: number; nextDueInMs: number | undefined }> {
  const text = "select fired, next_due_in_ms from fire_due_timers($1)";
  const { rows } = await retryTransient(() =>
    pool.query<{ fired: number; next_due_in_ms: number | null }>({ name: "fire-due-timers", text, values: [limit] }),
  );
  const row = rows[0];
  return { fired: row?.fired ?? 0, nextDueInMs: row?.next_due_in_ms ?? undefined };
}
