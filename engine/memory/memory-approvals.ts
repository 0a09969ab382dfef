import type { Starter } from "../core/approval/tally.ts";
import { stepKey } from "../core/machine/run-state.ts";
import type { JsonValue } from "../core/json.ts";
import type { ApprovalDecision } from "../core/machine/run-event.ts";
import type { DecideApproval, DecideResult, MessageBody } from "../runtime/ports.ts";
import { judgeDecision } from "../runtime/judge-decision.ts";
import { leaveAsItIs } from "../runtime/leave-as-it-is.ts";
import { starterInMail, starterOf } from "../runtime/run-starters.ts";
import { refuseDecision } from "../runtime/refuse-decision.ts";
import type { MemoryApproval, MemoryRun, MemoryTimer } from "./memory-database.ts";
import type { MemoryContext } from "./memory-run-store.ts";

export function decideApproval(context: MemoryContext, decision: DecideApproval): DecideResult {
  const approval = context.database.approvals.get(decision.approvalId);
  if (!approval || approval.orgId !== decision.orgId) return { outcome: "unknown" };
  if (approval.status !== "pending") return alreadyDecided(approval);
  const { by, comment, answer } = decision;
  const hat = { ...(by.id === undefined ? {} : { userId: by.id }), roles: by.roles, groups: [] };
  const asked = { ...approval, starters: startersOf(context, approval.runId) };
  const judgement = judgeDecision(asked, { ...by, hats: [hat] }, decision);
  if (judgement.verdict === "refused") return judgement.result;
  const problems = refuseDecision(decision, approval);
  if (problems.length > 0) return { outcome: "invalid", problems };
  if (judgement.verdict === "counted") {
    approval.signatures.push(judgement.signature);
    return judgement.result;
  }
  const said = { ...(comment === undefined ? {} : { comment }), ...(answer === undefined ? {} : { answer }) };
  settle(context, approval, decision, { by: by.name, ...said });
  return { outcome: "decided" };
}

function startersOf({ database }: MemoryContext, runId: string): readonly Starter[] {
  const run = database.runs.get(runId);
  const first = run?.events[0];
  const editors = run?.inbox.flatMap(({ body }) => starterInMail(body) ?? []) ?? [];
  return [...(first?.type === "run.started" ? [starterOf(first.data)] : []), ...editors];
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
  { decision, leaveDone }: { readonly decision: ApprovalDecision; readonly leaveDone?: boolean },
  person: { readonly by?: string; readonly comment?: string; readonly answer?: JsonValue },
): void {
  approval.status = decision;
  approval.decidedBy = person.by;
  approval.decidedAtMs = context.nowMs();
  const { approvalId, nodeId, visit } = approval;
  const body: MessageBody = leaveDone
    ? leaveAsItIs(person)
    : { type: "approval", approvalId, nodeId, visit, decision, ...person };
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
  settle(context, approval, { decision: "timedOut" }, {});
  return true;
}
