import type { RunEvent, RunStatus } from "../core/machine/run-event.ts";
import type { InboxMessage } from "../runtime/ports.ts";

/** What the tables of the Postgres store hold, as maps. Several stores on one database are several processes on one server. */
export interface MemoryDatabase {
  readonly runs: Map<string, MemoryRun>;
  /** `<flow id> <trigger key>` → run id. */
  readonly triggerKeys: Map<string, string>;
  readonly approvals: Map<string, MemoryApproval>;
  /** Runs with a hint that no claim has answered. */
  readonly hints: Set<string>;
}

export interface MemoryRun {
  readonly runId: string;
  readonly orgId: string;
  readonly flowId: string;
  readonly flowVersionId: string;
  readonly businessKey: string | undefined;
  readonly startedBy: string | undefined;
  readonly createdAtMs: number;
  readonly events: RunEvent[];
  readonly inbox: InboxMessage[];
  readonly dedupeKeys: Set<string>;
  readonly timers: Map<string, MemoryTimer>;
  status: RunStatus;
  owner: string | undefined;
  epoch: number;
  inboxRead: number;
  endedAtMs: number | undefined;
  /** The state as JSON text, so that a restored run has been through a round trip, as on Postgres. */
  snapshot: string | undefined;
}

export interface MemoryTimer {
  readonly nodeId: string;
  readonly visit: number;
  readonly dueAtMs: number;
  readonly approvalId: string | undefined;
}

export interface MemoryApproval {
  readonly approvalId: string;
  readonly orgId: string;
  readonly runId: string;
  readonly nodeId: string;
  readonly visit: number;
  readonly roles: readonly string[];
  status: "pending" | "approved" | "rejected" | "timedOut" | "closed";
  decidedBy: string | undefined;
  decidedAtMs: number | undefined;
}

export function createMemoryDatabase(): MemoryDatabase {
  return { runs: new Map(), triggerKeys: new Map(), approvals: new Map(), hints: new Set() };
}

export const inboxSeq = (run: MemoryRun): number => run.inbox.at(-1)?.id ?? 0;
