import { stepKey } from "../core/machine/run-state.ts";
import type { JsonValue } from "../core/json.ts";
import type { ApprovalDecision } from "../core/machine/run-event.ts";
import type { DecideApproval, DecideResult, MessageBody } from "../runtime/ports.ts";
import { refuseDecision } from "../runtime/refuse-decision.ts";
import type { MemoryApproval, MemoryRun, MemoryTimer } from "./memory-database.ts";
import type { MemoryContext } from "./memory-run-store.ts";

export function decideApproval(context: MemoryContext, decision: DecideApproval): DecideResult {
  const approval = context.database.approvals.get(decision.approvalId);
  if (!approval || approval.orgId !== decision.orgId) return { outcome: "unknown" };
  if (approval.status !== "pending") return alreadyDecided(approval);
  const { by, comment, answer } = decision;
  const allowed = by.isOperator === true || approval.roles.length === 0 || approval.roles.some((role) => by.roles.includes(role));
  if (!allowed) return { outcome: "forbidden", roles: approval.roles };
  const problems = refuseDecision(decision, approval.form);
  if (problems.length > 0) return { outcome: "invalid", problems };
  const said = { ...(comment === undefined ? {} : { comment }), ...(answer === undefined ? {} : { answer }) };
  settle(context, approval, decision.decision, { by: by.name, ...said });
  return { outcome: "decided" };
}

function alreadyDecided({ status, decidedBy, decidedAtMs }: MemoryApproval): DecideResult {
  return {
    outcome: "alreadyDecided",
    status,
    ...(decidedBy === undefined ? {} : { by: decidedBy }),
    ...(decidedAtMs === undefined ? {} : { at: new Date(decidedAtMs).toISOString() }),
  };
}

function settle(
  context: MemoryContext,
  approval: MemoryApproval,
  decision: ApprovalDecision,
  person: { readonly by?: string; readonly comment?: string; readonly answer?: JsonValue },
): void {
  approval.status = decision;
  approval.decidedBy = person.by;
  approval.decidedAtMs = context.nowMs();
  const { approvalId, nodeId, visit } = approval;
  const body: MessageBody = { type: "approval", approvalId, nodeId, visit, decision, ...person };
  context.post({ runId: approval.runId, dedupeKey: `approval:${approvalId}`, body });
}

export function fireDueTimers(context: MemoryContext, limit: number): { fired: number; nextDueInMs: number | undefined } {
  const now = context.nowMs();
  const due = timersInOrder(context).filter(({ timer }) => timer.dueAtMs <= now);
  const fired = due.slice(0, limit).filter(({ run, timer }) => fire(context, run, timer)).length;
  const next = timersInOrder(context)[0];
  return { fired, nextDueInMs: next && next.timer.dueAtMs - now };
}

function timersInOrder({ database }: MemoryContext): { run: MemoryRun; timer: MemoryTimer }[] {
  return [...database.runs.values()]
    .flatMap((run) => [...run.timers.values()].map((timer) => ({ run, timer })))
    .sort((a, b) => a.timer.dueAtMs - b.timer.dueAtMs);
}

/** False when a person was first: then the timer goes without a message. */
function fire(context: MemoryContext, run: MemoryRun, timer: MemoryTimer): boolean {
  const { nodeId, visit, dueAtMs, approvalId } = timer;
  run.timers.delete(stepKey(nodeId, visit));
  if (approvalId === undefined) {
    context.post({ runId: run.runId, dedupeKey: `timer:${nodeId}:${visit}:${dueAtMs}`, body: { type: "timer", nodeId, visit } });
    return true;
  }
  const approval = context.database.approvals.get(approvalId);
  if (approval?.status !== "pending") return false;
  settle(context, approval, "timedOut", {});
  return true;
}
