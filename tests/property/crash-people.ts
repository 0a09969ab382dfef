import { randomUUID } from "node:crypto";
import type { CompiledFlow, FlowPlan } from "#engine/core/compile/flow-plan.ts";
import { outstandingCommands, replayRun, stepRun } from "#engine/core/machine/index.ts";
import { lastCompletions, moveRun } from "#engine/core/machine/move-run.ts";
import { hasEnded, type RunEvent } from "#engine/core/machine/run-event.ts";
import { stepKey, type RunState } from "#engine/core/machine/run-state.ts";
import { inboxSeq, type MemoryDatabase, type MemoryRun } from "#engine/memory/memory-database.ts";
import { checkpointDelta } from "#engine/runtime/checkpoint-delta.ts";
import type { MessageBody, RunStore } from "#engine/runtime/ports.ts";

interface Surroundings {
  readonly orgId: string;
  readonly database: MemoryDatabase;
  readonly store: RunStore;
  readonly planOf: (run: MemoryRun) => FlowPlan;
  /** What a run of this version may be moved to. */
  readonly nextOf: (run: MemoryRun) => CompiledFlow | undefined;
  nowMs(): number;
  hint(runId: string): void;
  pass(ms: number): Promise<void>;
}

const ADA = { name: "Ada", roles: [], isOperator: true };
const by = "Ada";

/**
 * People in a world where processes die: they hold, cancel, take back and move runs and those of their sub-flows, and answer
 * what they are asked. What the operations refuse they do not do. Each thing is a number; 0 is the kindest.
 */
export class CrashPeople {
  readonly #world: Surroundings;

  constructor(world: Surroundings) {
    this.#world = world;
  }

  /** In the middle of everything. */
  async act(pick: number): Promise<void> {
    const runs = [...this.#world.database.runs.values()];
    const run = runs[Math.floor(pick / 10) % runs.length]!;
    const what = Math.floor(pick / 100);
    switch (pick % 10) {
      case 1:
      case 2:
        return this.#post(run, { type: "pause", by });
      case 3:
        return this.#post(run, { type: "resume", by });
      case 4:
      case 5:
        return this.#post(run, { type: "cancel", by, compensate: what % 3 !== 0, ...(what % 7 === 6 ? { force: true } : {}) });
      case 6:
        return this.#post(run, { type: "signal", name: what % 2 === 0 ? "red" : "blue", payload: null });
      case 7:
        return this.#rewind(run, what);
      case 8:
        return this.#move(run);
      case 9:
        return void (await this.#decide(what));
      default:
    }
  }

  /** With all runs at their end. */
  async reopen(pick: number): Promise<void> {
    const runs = [...this.#world.database.runs.values()];
    const run = runs[Math.floor(pick / 4) % runs.length]!;
    if (pick % 4 === 1) return this.#rewind(run, Math.floor(pick / 40));
    if (run.status !== "compensation_incomplete") return;
    const body = { type: "resumeUndo", waive: pick % 4 === 2, by } as const;
    await this.#world.store.reopen({ runId: run.runId, dedupeKey: randomUUID(), body });
  }

  /** What is waited for, where nothing else moves. False when nobody is waited for. */
  async answer(pick: number): Promise<boolean> {
    if (await this.#decide(pick)) return true;
    for (const run of this.#world.database.runs.values()) {
      if (hasEnded(run.status)) continue;
      const message = this.#wanted(run, pick);
      if (message) return this.#post(run, message).then(() => true);
    }
    return false;
  }

  #wanted(run: MemoryRun, pick: number): MessageBody | undefined {
    const state = this.#stateOf(run);
    if (state.paused) return { type: "resume", by };
    for (const { nodeId, visit, phase, signal } of Object.values(state.active)) {
      const verdict = (["done", "done", "failed", "retry"] as const)[pick % 4]!;
      if (phase === "undecided") return { type: "verdict", nodeId, visit, verdict, by };
      if (phase === "waiting" && signal !== undefined) return { type: "signal", name: signal, payload: null };
    }
    return undefined;
  }

  async #decide(pick: number): Promise<boolean> {
    const asked = [...this.#world.database.approvals.values()].find(
      ({ status, runId }) => status === "pending" && this.#world.database.runs.get(runId)!.status !== "paused",
    );
    if (!asked) return false;
    const { approvalId, form } = asked;
    const decision = pick % 3 === 1 ? "rejected" : "approved";
    const said = form ? ({ decision: "answered", answer: {} } as const) : ({ decision } as const);
    await this.#world.store.decideApproval({ orgId: this.#world.orgId, approvalId, by: ADA, ...said });
    return true;
  }

  async #post({ runId, status }: MemoryRun, body: MessageBody): Promise<void> {
    if (!hasEnded(status)) await this.#world.store.post({ runId, dedupeKey: randomUUID(), body });
  }

  /** From where it rests or has ended, with no run of a sub-flow under way, to where it went forward. */
  async #rewind(run: MemoryRun, pick: number): Promise<void> {
    const { runId, status } = run;
    const children = [...this.#world.database.runs.values()].filter(({ parent }) => parent?.runId === runId);
    if (!children.every((child) => hasEnded(child.status))) return;
    if (!hasEnded(status) && status !== "waiting" && status !== "needs_decision") return;
    const moved = Math.max(
      1,
      run.events.findLastIndex(({ type }) => type === "run.moved"),
    );
    const toSeq = moved + (pick % (run.events.length + 1 - moved));
    const then = replayRun(this.#world.planOf(run), runId, run.events.slice(0, toSeq));
    if (then.ending || hasEnded(then.status)) return;
    // Nobody goes back in the very millisecond that something fell due in.
    await this.#world.pass(1_234);
    const message = { runId, dedupeKey: randomUUID(), body: { type: "rewind", toSeq, edits: {}, by } } as const;
    await (hasEnded(status) ? this.#world.store.reopen(message) : this.#world.store.post(message));
  }

  /** As the statement on Postgres does it: only a run that nobody drives, and that has read its mail. */
  async #move(run: MemoryRun): Promise<void> {
    const next = this.#world.nextOf(run);
    const isBusy = run.owner !== undefined || inboxSeq(run) > run.inboxRead || hasEnded(run.status);
    if (!next || isBusy || run.status === "running" || run.status === "compensating") return;
    const before = this.#stateOf(run);
    const atMs = Math.max(this.#world.nowMs(), Date.parse(run.events.at(-1)!.at));
    const to = { plan: next.plan, number: before.version + 1 };
    const moved = moveRun(before, this.#world.planOf(run), to, { atMs, completedAt: lastCompletions(run.events) });
    if (moved.outcome !== "moves") return;
    const { contentHash } = next.plan;
    const state = JSON.parse(JSON.stringify(moved.state)) as never;
    const data = { from: before.version, version: to.number, contentHash, state, by };
    this.#store(run, before, { seq: before.seq + 1, at: new Date(atMs).toISOString(), type: "run.moved", data }, next);
  }

  #store(run: MemoryRun, before: RunState, event: RunEvent, { plan }: CompiledFlow): void {
    const after = stepRun(plan, before, event).state;
    const { setTimers, clearTimers, closeApprovals } = checkpointDelta(before, after, [event], false);
    run.events.push(event);
    run.epoch += 1;
    run.snapshot = JSON.stringify(after);
    Object.assign(run, { flowVersionId: plan.contentHash });
    for (const { nodeId, visit } of clearTimers) run.timers.delete(stepKey(nodeId, visit));
    for (const { nodeId, visit, dueAt, approvalId } of setTimers)
      run.timers.set(stepKey(nodeId, visit), { nodeId, visit, dueAtMs: Date.parse(dueAt), approvalId });
    for (const approvalId of closeApprovals) this.#world.database.approvals.get(approvalId)!.status = "closed";
    const goesOn = outstandingCommands(plan, after).length > 0;
    if (run.status !== "paused" && run.status !== "queued") run.status = goesOn ? "queued" : after.status;
    if (run.status === "queued") this.#world.hint(run.runId);
  }

  #stateOf(run: MemoryRun): RunState {
    return replayRun(this.#world.planOf(run), run.runId, run.events);
  }
}
