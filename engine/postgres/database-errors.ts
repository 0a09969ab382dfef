import { setTimeout as sleep } from "node:timers/promises";

/** Refused by the server without any effect: deadlock, serialization, lock timeout. */
const CONFLICT = new Set(["40001", "40P01", "55P03"]);
/** The connection went away: shut down, crashed, refused, or reset. Whether the statement took effect is unknown. */
const DISCONNECTED = new Set(["57P01", "57P02", "57P03", "ECONNRESET", "ECONNREFUSED", "EPIPE", "ETIMEDOUT"]);

/** As Prisma says it: not reachable, timed out, closed. */
const DISCONNECTED_IN_PRISMA = new Set(["P1001", "P1002", "P1008", "P1017"]);

/** Whether an error, of whichever client, means that the database is away. */
export const isDisconnected = (error: unknown): boolean =>
  error instanceof Error && (isConnectionError(error) || DISCONNECTED_IN_PRISMA.has(sqlState(error) ?? ""));

/** The server cannot be reached, or has no room, memory or connection left (class 53). */
function isConnectionError(error: Error): boolean {
  const code = sqlState(error);
  if (code !== undefined && (DISCONNECTED.has(code) || /^(08|53)/.test(code))) return true;
  return /connection terminated|connection error|timeout exceeded when trying to connect/i.test(error.message);
}

export function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return isConnectionError(error) || CONFLICT.has(sqlState(error) ?? "");
}

/** The values are at fault: not a number, not JSON, a character that text cannot hold, a broken constraint, too large. */
export function isDataError(error: unknown): boolean {
  const code = error instanceof Error ? sqlState(error) : undefined;
  return code !== undefined && /^(22|23|54)/.test(code);
}

export const isUniqueViolation = (error: unknown): boolean => error instanceof Error && sqlState(error) === "23505";

function sqlState(error: Error): string | undefined {
  return "code" in error && typeof error.code === "string" ? error.code : undefined;
}

/** Never longer apart: on a bad line most tries fail, and a run that waits for a better one stands still meanwhile. */
const RETRY_DELAYS_MS = [20, 100, ...new Array<number>(17).fill(300)];
const CONFLICT_PAUSE_MS = 20;

/**
 * Tries again after a transient error, for about 5 s. `work` learns which try it is: a statement whose connection was lost
 * may have been committed, so from the second try on it must recognize its own effect.
 */
export async function retryTransient<Result>(work: (attempt: number) => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work(attempt);
    } catch (error) {
      const delay = RETRY_DELAYS_MS[attempt - 1];
      if (delay === undefined || !isTransient(error)) throw error;
      await sleep(delay);
    }
  }
}

/**
 * What was refused without any effect is sent again until it is not, after a pause that lets whoever it met come through:
 * without a limit on waiting for locks it would have waited as long.
 */
export async function retryConflict<Result>(first: Promise<Result>, again: () => Promise<Result>): Promise<Result> {
  let sent = first;
  for (;;) {
    try {
      return await sent;
    } catch (error) {
      if (!isConflict(error)) throw error;
      await sleep(CONFLICT_PAUSE_MS);
      sent = again();
    }
  }
}

const isConflict = (error: unknown): boolean => error instanceof Error && CONFLICT.has(sqlState(error) ?? "");

/**
 * As `retryTransient`, for as long as the database is away: for what a flow must not fail of. Nothing is gained by giving up
 * before this process does, which it does when it cannot hold its lease.
 */
export async function retryUntilBack<Result>(work: () => Promise<Result>): Promise<Result> {
  for (;;) {
    try {
      return await retryTransient(work);
    } catch (error) {
      if (!isTransient(error)) throw error;
    }
  }
}
