import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { NewRun } from "../runtime/ports.ts";
import { describeRunStore } from "../runtime/run-store.contract.ts";
import { createMemoryDatabase } from "./memory-database.ts";
import { createMemoryRunStore, type MemoryRunStoreOptions } from "./memory-run-store.ts";

const orgId = randomUUID();
const flowVersionId = randomUUID();
const started = { flow: "f", version: 1, contentHash: "h", trigger: "start", input: {}, seed: 1 };
const newRun = (overrides: Partial<NewRun> = {}): NewRun => ({
  runId: randomUUID(),
  orgId,
  flowVersionId,
  started,
  ...overrides,
});

function createStore(changes: Partial<MemoryRunStoreOptions> = {}) {
  const flowIdOf = (id: string) => (id === flowVersionId ? "f" : undefined);
  return createMemoryRunStore({ clock: { nowMs: () => 1_000_000 }, flowIdOf, onHint: () => {}, ...changes });
}

describeRunStore("memory", async () => {
  const database = createMemoryDatabase();
  return {
    store: createStore({ database }),
    peer: createStore({ database }),
    orgId,
    newRun,
    takeAway: async (runId) => {
      const run = database.runs.get(runId);
      if (run) run.owner = undefined;
    },
    incidents: async (runId) =>
      database.incidents
        .filter((incident) => incident.runId === runId)
        .map(({ kind, nodeId, status, resolution, failure }) => ({
          kind,
          status,
          failure,
          ...(nodeId !== undefined && { nodeId }),
          ...(resolution !== undefined && { resolution }),
        })),
    nowMs: () => 1_000_000,
    close: async () => {},
  };
});

describe("createMemoryRunStore", () => {
  it("hints a new run and a parked run with mail, and tells the owner of a driven one", async () => {
    const hints: string[] = [];
    const inbox: string[] = [];
    const store = createStore({ onHint: (runId) => hints.push(runId), onInbox: (runId) => inbox.push(runId) });
    const run = newRun();
    await store.createRuns([run]);
    await Promise.resolve();
    expect(hints).toEqual([run.runId]);
    await store.claim(run.runId);
    await store.post({ runId: run.runId, dedupeKey: "k", body: { type: "signal", name: "go", payload: null } });
    await Promise.resolve();
    expect(inbox).toEqual([run.runId]);
    expect(hints).toHaveLength(1);
  });

  it("fires timers by virtual time", async () => {
    let now = 0;
    const store = createStore({ clock: { nowMs: () => now } });
    const run = newRun();
    await store.createRuns([run]);
    const claim = await store.claim(run.runId);
    const waits = { clearTimers: [], openApprovals: [], closeApprovals: [] };
    const setTimers = [{ nodeId: "wait", visit: 1, dueAt: new Date(60_000).toISOString() }];
    await store.checkpoint({ ...claim!, ...waits, events: [], status: "waiting", setTimers, release: {} });
    expect(await store.fireDueTimers(10)).toEqual({ fired: 0, nextDueInMs: 60_000 });
    now = 60_000;
    expect(await store.fireDueTimers(10)).toEqual({ fired: 1, nextDueInMs: undefined });
  });
});
