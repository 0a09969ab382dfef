import { rulesOfRoles } from "../core/approval/approval-rules.ts";
import { hasEnded } from "../core/machine/run-event.ts";
import { stepKey } from "../core/machine/run-state.ts";
import type { Checkpoint, CheckpointResult } from "../runtime/ports.ts";
import { keepIncidents } from "./memory-incidents.ts";
import { inboxSeq, type MemoryRun } from "./memory-database.ts";
import type { MemoryContext } from "./memory-run-store.ts";

export function writeCheckpoint(context: MemoryContext, checkpoint: Checkpoint): CheckpointResult {
  const run = context.database.runs.get(checkpoint.runId);
  if (!run || run.owner !== context.poolId || run.epoch !== checkpoint.epoch) return "fenced";
  refuseGap(run, checkpoint);
  run.events.push(...checkpoint.events);
  run.status = checkpoint.status;
  run.inboxRead = Math.max(run.inboxRead, checkpoint.inboxReadId ?? 0);
  setTimers(run, checkpoint);
  openApprovals(context, run, checkpoint);
  for (const approvalId of checkpoint.closeApprovals) closeApproval(context, approvalId);
  if (checkpoint.snapshot) run.snapshot = JSON.stringify(checkpoint.snapshot);
  keepIncidents(context.database, run, checkpoint);
  if (hasEnded(run.status)) endRun(context, run);
  if (checkpoint.events.length > 0) context.announceEvents(run);
  return checkpoint.release ? release(run, checkpoint) : "stored";
}

function refuseGap(run: MemoryRun, { events, runId }: Checkpoint): void {
  const first = events[0]?.seq;
  if (first === undefined || first === run.events.length + 1) return;
  throw new Error(`A checkpoint of run ${runId} goes on with event ${first}, but its log ends with event ${run.events.length}.`);
}

function release(run: MemoryRun, checkpoint: Checkpoint): CheckpointResult {
  const ended = hasEnded(run.status);
  if (!ended && inboxSeq(run) > run.inboxRead) return "inboxMoved";
  run.owner = undefined;
  if (ended) run.snapshot = undefined;
  else if (checkpoint.release?.state) run.snapshot = JSON.stringify(checkpoint.release.state);
  return "released";
}

/** A timer that is cleared and set again in one checkpoint is set. */
function setTimers(run: MemoryRun, checkpoint: Checkpoint): void {
  for (const { nodeId, visit } of checkpoint.clearTimers) run.timers.delete(stepKey(nodeId, visit));
  for (const { nodeId, visit, dueAt, approvalId } of checkpoint.setTimers) {
    run.timers.set(stepKey(nodeId, visit), { nodeId, visit, dueAtMs: Date.parse(dueAt), approvalId });
  }
}

function openApprovals({ database }: MemoryContext, run: MemoryRun, checkpoint: Checkpoint): void {
  for (const { approvalId, nodeId, visit, roles, quorum, rules, form } of checkpoint.openApprovals) {
    if (database.approvals.has(approvalId)) continue;
    const place = { approvalId, orgId: run.orgId, runId: run.runId, nodeId, visit, roles, form };
    const asked = { rules: rules ?? rulesOfRoles(roles, quorum), signatures: [] };
    database.approvals.set(approvalId, { ...place, ...asked, status: "pending", decidedBy: undefined, decidedAtMs: undefined });
  }
}

function closeApproval({ database, nowMs }: MemoryContext, approvalId: string): void {
  const approval = database.approvals.get(approvalId);
  if (approval?.status !== "pending") return;
  approval.status = "closed";
  approval.decidedAtMs = nowMs();
}

/** Nothing wakes a run that has ended, and nobody is asked for it any more. */
function endRun(context: MemoryContext, run: MemoryRun): void {
  run.endedAtMs = context.nowMs();
  run.timers.clear();
  for (const approval of context.database.approvals.values()) {
    if (approval.runId === run.runId) closeApproval(context, approval.approvalId);
  }
}
