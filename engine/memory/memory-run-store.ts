import { randomUUID } from "node:crypto";
import { hasEnded, type ChildOutcome, type RunEvent } from "../core/machine/run-event.ts";
import type { RunState } from "../core/machine/run-state.ts";
import { outcomeOfEnd } from "../runtime/outcome-of-end.ts";
import type { ClaimedRun, CreatedRun, NewMessage, NewRun, PostResult, RunStore } from "../runtime/ports.ts";
import { decideApproval, fireDueTimers } from "./memory-approvals.ts";
import { writeCheckpoint } from "./memory-checkpoint.ts";
import { abandonRun } from "./memory-incidents.ts";
import { createMemoryDatabase, inboxSeq, type MemoryDatabase, type MemoryRun } from "./memory-database.ts";

export interface MemoryRunStoreOptions {
  /** The database's clock, milliseconds since 1970; tests may use virtual time. */
  readonly clock: { nowMs(): number };
  /** The flow a version belongs to; `undefined` for an unknown version. */
  readonly flowIdOf: (flowVersionId: string) => string | undefined;
  /** Called after the change that gave reason for it, in a later microtask, as a hint from Postgres would arrive. */
  readonly onHint: (runId: string) => void;
  /** A run that is driven has new mail. */
  readonly onInbox?: (runId: string) => void;
  readonly onEvents?: (runId: string, seq: number) => void;
  /** Shared by stores that stand for processes of one system; default: a new one. */
  readonly database?: MemoryDatabase;
  readonly poolId?: string;
}

/** What the parts of the store share. */
export interface MemoryContext {
  readonly database: MemoryDatabase;
  readonly poolId: string;
  nowMs(): number;
  post(message: NewMessage): PostResult;
  announceEvents(run: MemoryRun): void;
}

/** The run store in memory: for `run --local`, simulations and tests. Same behavior as on Postgres, nothing survives. */
export function createMemoryRunStore(options: MemoryRunStoreOptions): RunStore {
  const { clock, database = createMemoryDatabase(), poolId = randomUUID() } = options;

  function hint(runId: string): void {
    database.hints.add(runId);
    queueMicrotask(() => options.onHint(runId));
  }

  const context: MemoryContext = {
    database,
    poolId,
    nowMs: () => clock.nowMs(),
    announceEvents: (run) => queueMicrotask(() => options.onEvents?.(run.runId, run.events.length)),
    post: (message) => {
      const run = database.runs.get(message.runId);
      const result = storeMessage(run, message);
      if (result !== "stored" || !run) return result;
      if (message.body.type === "resume" || message.body.type === "cancel") wakePaused(run);
      if (run.owner !== undefined) queueMicrotask(() => options.onInbox?.(run.runId));
      else if (run.status !== "paused") hint(run.runId);
      return result;
    },
  };

  function reopen(message: NewMessage): PostResult {
    const run = database.runs.get(message.runId);
    if (!run) return "unknownRun";
    if (run.dedupeKeys.has(message.dedupeKey)) return "duplicate";
    if (hasEnded(run.status)) {
      run.status = "queued";
      run.endedAtMs = undefined;
    }
    return context.post(message);
  }

  /** Whether it is news. */
  function tellParent(runId: string, seq: number, outcome: ChildOutcome): boolean {
    const parent = database.runs.get(runId)?.parent;
    if (!parent) return false;
    const result = context.post({ runId: parent.runId, dedupeKey: `child:${runId}:${seq}`, body: { type: "child", ...outcome } });
    return result === "stored";
  }

  return {
    createRuns: async (runs) => runs.map((run) => createRun(context, run, options.flowIdOf(run.flowVersionId), hint)),
    admit: async () => ({ admitted: 0, nextInMs: undefined }),
    claim: async (runId) => claimRun(context, runId),
    checkpoint: async (checkpoint) => writeCheckpoint(context, checkpoint),
    abandon: async (runId, reason) => abandonRun(database, poolId, runId, reason),
    readInbox: async (runId, afterId) => (database.runs.get(runId)?.inbox ?? []).filter((message) => message.id > afterId),
    post: async (message) => context.post(message),
    reopen: async (message) => reopen(message),
    tellParent: async (runId, seq, outcome) => void tellParent(runId, seq, outcome),
    decideApproval: async (decision) => decideApproval(context, decision),
    fireDueTimers: async (limit) => fireDueTimers(context, limit),
    sweep: async () => sweep(database, hint) + tellForgottenParents(database, tellParent),
    readEvents: async (runId, afterSeq, limit) =>
      (database.runs.get(runId)?.events ?? []).slice(afterSeq, limit === undefined ? undefined : afterSeq + limit),
  };
}

function createRun(context: MemoryContext, run: NewRun, flowId: string | undefined, hint: (runId: string) => void): CreatedRun {
  if (flowId === undefined) throw new Error(`There is no flow version ${run.flowVersionId} in organization ${run.orgId}.`);
  const { runs, triggerKeys } = context.database;
  const key = run.triggerKey === undefined ? undefined : `${flowId} ${run.triggerKey}`;
  const existing = key === undefined ? undefined : triggerKeys.get(key);
  if (existing !== undefined) return { runId: existing, created: false };
  const created = newMemoryRun(run, flowId, context.nowMs());
  runs.set(run.runId, created);
  if (key !== undefined) triggerKeys.set(key, run.runId);
  context.announceEvents(created);
  hint(run.runId);
  return { runId: run.runId, created: true };
}

function newMemoryRun(run: NewRun, flowId: string, nowMs: number): MemoryRun {
  const started: RunEvent = { seq: 1, at: new Date(nowMs).toISOString(), type: "run.started", data: run.started };
  return {
    runId: run.runId,
    orgId: run.orgId,
    flowId,
    flowVersionId: run.flowVersionId,
    businessKey: run.businessKey,
    startedBy: run.started.startedBy,
    parent: run.started.parent,
    createdAtMs: nowMs,
    events: [started],
    inbox: [],
    dedupeKeys: new Set(),
    timers: new Map(),
    status: "queued",
    owner: undefined,
    epoch: 0,
    inboxRead: 0,
    endedAtMs: undefined,
    snapshot: undefined,
    crashes: { count: 0, seq: 0 },
  };
}

function claimRun({ database, poolId, nowMs }: MemoryContext, runId: string): ClaimedRun | undefined {
  const run = database.runs.get(runId);
  database.hints.delete(runId);
  if (!run || run.owner !== undefined || hasEnded(run.status) || run.status === "paused") return undefined;
  run.owner = poolId;
  run.epoch++;
  if (run.status === "queued") run.status = "running";
  const state = run.snapshot === undefined ? undefined : (JSON.parse(run.snapshot) as RunState);
  return {
    runId,
    orgId: run.orgId,
    flowVersionId: run.flowVersionId,
    epoch: run.epoch,
    ...(state === undefined ? {} : { state }),
    events: run.events.slice(state?.seq ?? 0),
    inbox: run.inbox.filter((message) => message.id > run.inboxRead),
    inboxReadId: run.inboxRead,
    nowMs: nowMs(),
  };
}

function storeMessage(run: MemoryRun | undefined, { dedupeKey, body }: NewMessage): PostResult {
  if (!run) return "unknownRun";
  if (run.dedupeKeys.has(dedupeKey)) return "duplicate";
  if (hasEnded(run.status)) return "ended";
  if (run.status === "paused" && body.type === "rewind") return "paused";
  run.dedupeKeys.add(dedupeKey);
  run.inbox.push({ id: inboxSeq(run) + 1, body });
  return "stored";
}

/** Who resumes or cancels a paused run wants it to be looked at. */
function wakePaused(run: MemoryRun): void {
  if (run.status === "paused" && run.owner === undefined) run.status = "queued";
}

function sweep(database: MemoryDatabase, hint: (runId: string) => void): number {
  const forgotten = [...database.runs.values()].filter((run) => hasWork(run) && !database.hints.has(run.runId));
  for (const run of forgotten) hint(run.runId);
  return forgotten.length;
}

/** A process may die between the end of a run and the word to its parent. */
function tellForgottenParents(
  { runs }: MemoryDatabase,
  tell: (runId: string, seq: number, outcome: ChildOutcome) => boolean,
): number {
  const ended = [...runs.values()].filter(({ parent, status }) => parent !== undefined && hasEnded(status));
  return ended.filter(({ runId, events }) => tell(runId, events.length, outcomeOfEnd(runId, events.at(-1)!))).length;
}

function hasWork(run: MemoryRun): boolean {
  if (run.owner !== undefined || hasEnded(run.status) || run.status === "paused") return false;
  return run.status === "queued" || inboxSeq(run) > run.inboxRead;
}
