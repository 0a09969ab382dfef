import type pg from "pg";
import { isTransient } from "./database-errors.ts";
import { deleteExpiredRuns, type RetentionReport } from "./retention.ts";

export interface RetentionLoop {
  stop(): Promise<void>;
}

const HOUR_MS = 60 * 60 * 1_000;

/** Deletes expired runs and events now and every hour; one process at a time does. */
export function startRetentionLoop(options: {
  readonly pool: pg.Pool;
  readonly olderThan: string;
  readonly onDeleted: (report: RetentionReport) => void;
  readonly onError: (error: unknown) => void;
}): RetentionLoop {
  const { pool, olderThan, onDeleted, onError } = options;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let looking = look();

  function again(): void {
    looking = look();
  }

  async function look(): Promise<void> {
    try {
      const report = await deleteExpiredRuns(pool, { olderThan });
      if (report && (report.runs + report.events > 0 || report.dropped.length > 0)) onDeleted(report);
    } catch (error) {
      if (!isTransient(error)) onError(error);
    }
    if (!stopped) timer = setTimeout(again, HOUR_MS);
  }

  return {
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await looking;
    },
  };
}
