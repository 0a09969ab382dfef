import type pg from "pg";
import { createCoalescer } from "./coalesce.ts";
import { retryTransient } from "./database-errors.ts";

/** Lets limited runs in; what decides is the SQL function `admit_runs`. Flows are named by the ids of their rows. */
export interface Admission {
  /** Resolves when the runs there is room for are admitted. */
  admitNow(flowKeys: readonly string[]): Promise<void>;
  admitSoon(flowKeys: readonly string[]): void;
  /** Looks at every flow that has runs waiting. */
  admitWaiting(): Promise<{ readonly admitted: number; readonly nextInMs: number | undefined }>;
}

/** Nothing is lost when an admission fails: the runs wait in the database, and a worker looks at them at least once a second. */
export function createAdmission(pool: pg.Pool): Admission {
  const admissions = createCoalescer<string, true>({
    flush: async (flowKeys) => {
      const values = [[...new Set(flowKeys)]];
      await retryTransient(() => pool.query({ name: "admit-runs", text: "select admit_runs($1::uuid[])", values }));
      return flowKeys.map(() => true);
    },
  });
  const admitNow = async (flowKeys: readonly string[]): Promise<void> =>
    void (await Promise.allSettled(flowKeys.map((flowKey) => admissions.add(flowKey))));
  return {
    admitNow,
    admitSoon: (flowKeys) => void admitNow([...new Set(flowKeys)]),
    admitWaiting: () => admitWaiting(pool),
  };
}

async function admitWaiting(pool: pg.Pool) {
  const { rows } = await pool.query<{ admitted: number; next_in_ms: number | null }>({
    name: "admit-waiting",
    text: "select admitted, next_in_ms from admit_waiting()",
  });
  return { admitted: rows[0]?.admitted ?? 0, nextInMs: rows[0]?.next_in_ms ?? undefined };
}
