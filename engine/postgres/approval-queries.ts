import type pg from "pg";
import type { JsonObject, JsonValue } from "../core/json.ts";
import type { ApprovalSummary } from "../runtime/engine.ts";
import { isRunId } from "./run-id.ts";

export interface ApprovalFilter {
  readonly status: "pending" | "decided";
  readonly runId?: string;
  readonly limit: number;
}

interface ApprovalRow {
  readonly id: string;
  readonly run_id: string;
  readonly slug: string;
  readonly name: string;
  readonly node_id: string;
  readonly title: string;
  readonly roles: readonly string[];
  readonly details: JsonValue | null;
  readonly form: JsonObject | null;
  readonly initial: JsonValue | null;
  readonly answer: JsonValue | null;
  readonly status: ApprovalSummary["status"];
  readonly requested_at: Date;
  readonly due_at: Date | null;
  readonly decided_at: Date | null;
  readonly decided_by: string | null;
  readonly comment: string | null;
}

const SUMMARY = `
  select a.id, a.run_id, f.slug, f.name, a.node_id, a.title, a.roles, a.details, a.form, a.initial, a.answer, a.status,
    a.requested_at, a.due_at, a.decided_at, a.decided_by, a.comment
  from approval a join flow f on f.id = a.flow_id`;

/** Pending ones oldest first, because they wait; decided ones newest first. */
export async function listApprovals(pool: pg.Pool, orgId: string, filter: ApprovalFilter): Promise<readonly ApprovalSummary[]> {
  if (filter.runId !== undefined && !isRunId(filter.runId)) return [];
  const pending = filter.status === "pending";
  const text = `${SUMMARY}
    where a.org_id = $1 and a.status ${pending ? "=" : "<>"} 'pending' and ($2::uuid is null or a.run_id = $2)
    order by ${pending ? "a.requested_at, a.id" : "a.decided_at desc, a.id"} limit $3`;
  const limit = Math.min(500, Math.max(1, Math.floor(filter.limit)));
  const { rows } = await pool.query<ApprovalRow>(text, [orgId, filter.runId ?? null, limit]);
  return rows.map(toSummary);
}

export async function getApproval(pool: pg.Pool, orgId: string, approvalId: string): Promise<ApprovalSummary | undefined> {
  const { rows } = await pool.query<ApprovalRow>(`${SUMMARY} where a.org_id = $1 and a.id = $2`, [orgId, approvalId]);
  return rows[0] && toSummary(rows[0]);
}

function toSummary(row: ApprovalRow): ApprovalSummary {
  return {
    approvalId: row.id,
    runId: row.run_id,
    flowId: row.slug,
    flowName: row.name,
    nodeId: row.node_id,
    title: row.title,
    roles: row.roles,
    ...(row.details === null ? {} : { details: row.details }),
    ...(row.form === null ? {} : { form: row.form }),
    ...(row.initial === null ? {} : { initial: row.initial }),
    ...(row.answer === null ? {} : { answer: row.answer }),
    status: row.status,
    requestedAt: row.requested_at.toISOString(),
    ...(row.due_at === null ? {} : { dueAt: row.due_at.toISOString() }),
    ...(row.decided_at === null ? {} : { decidedAt: row.decided_at.toISOString() }),
    ...(row.decided_by === null ? {} : { decidedBy: row.decided_by }),
    ...(row.comment === null ? {} : { comment: row.comment }),
  };
}
