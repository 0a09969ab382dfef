import type { ApprovalRules, Signature } from "../core/approval/approval-rules.ts";
import type { Failure } from "../core/failure.ts";
import type { ApprovalDecision, ParentStep, RunEvent, RunStatus } from "../core/machine/run-event.ts";
import type { IncidentKind } from "../runtime/incidents.ts";
import type { JsonObject } from "../core/json.ts";
import type { InboxMessage } from "../runtime/ports.ts";

/** What the tables of the Postgres store hold, as maps. Several stores on one database are several processes on one server. */
export interface MemoryDatabase {
  readonly runs: Map<string, MemoryRun>;
  /** `<flow id> <trigger key>` → run id. */
  readonly triggerKeys: Map<string, string>;
  readonly approvals: Map<string, MemoryApproval>;
  readonly incidents: MemoryIncident[];
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
  readonly parent: ParentStep | undefined;
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
  /** How often in a row the run was given up, and the length of its log at that time. */
  crashes: { readonly count: number; readonly seq: number };
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
  readonly form: JsonObject | undefined;
  readonly rules: ApprovalRules;
  readonly signatures: Signature[];
  status: "pending" | ApprovalDecision | "closed";
  decidedBy: string | undefined;
  decidedAtMs: number | undefined;
}

export interface MemoryIncident {
  readonly runId: string;
  readonly kind: IncidentKind;
  readonly nodeId: string | undefined;
  readonly visit: number | undefined;
  readonly failure: Failure;
  status: "open" | "resolved";
  resolution: string | undefined;
}

export function createMemoryDatabase(): MemoryDatabase {
  return { runs: new Map(), triggerKeys: new Map(), approvals: new Map(), incidents: [], hints: new Set() };
}

export const inboxSeq = (run: MemoryRun): number => run.inbox.at(-1)?.id ?? 0;
