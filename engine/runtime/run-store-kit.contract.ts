import type { JsonValue } from "../core/json.ts";
import type { Failure } from "../core/failure.ts";
import type { RunEvent } from "../core/machine/run-event.ts";
import type { IncidentKind } from "./incidents.ts";
import type { Checkpoint, ClaimedRun, DecideApproval, NewApproval, NewRun, RunStore } from "./ports.ts";

/** What an implementation brings to be held to the contract. */
export interface RunStoreHarness {
  /** Two processes on the same data. */
  readonly store: RunStore;
  readonly peer: RunStore;
  readonly orgId: string;
  /** A run of a flow version that exists, with an id of its own. */
  newRun(overrides?: Partial<NewRun>): NewRun;
  /** What the lease does after the death of the process that drives the run. */
  takeAway(runId: string): Promise<void>;
  /** Incidents of a run, oldest first. */
  incidents(runId: string): Promise<readonly KeptIncident[]>;
  nowMs(): number;
  close(): Promise<void>;
}

export interface KeptIncident {
  readonly kind: IncidentKind;
  readonly nodeId?: string;
  readonly status: string;
  readonly resolution?: string;
  readonly failure: Failure;
}

/** Who started a run. */
export type Started = Pick<NewRun["started"], "startedBy" | "startedById">;

/** The words the contract is written in: runs in the states it starts from, and what is done to them. */
export function createRunStoreKit(harness: () => RunStoreHarness) {
  async function started(overrides?: Partial<NewRun>): Promise<string> {
    const run = harness().newRun(overrides);
    await harness().store.createRuns([run]);
    return run.runId;
  }

  async function claimed(overrides?: Partial<NewRun>): Promise<ClaimedRun> {
    const claim = await harness().store.claim(await started(overrides));
    if (!claim) throw new Error("a new run must be claimable");
    return claim;
  }

  const at = (offsetMs = 0) => new Date(harness().nowMs() + offsetMs).toISOString();

  function signalEvent(seq: number, payload: JsonValue = { n: seq }): RunEvent {
    return { seq, at: at(), type: "signal.received", data: { name: "go", payload } };
  }

  function checkpoint(claim: ClaimedRun, changes: Partial<Checkpoint> = {}): Checkpoint {
    const { runId, orgId, epoch } = claim;
    const waits = { setTimers: [], clearTimers: [], openApprovals: [], closeApprovals: [] };
    return { runId, orgId, epoch, events: [], status: "running", ...waits, ...changes };
  }

  const approval = (claim: ClaimedRun, changes: Partial<NewApproval> = {}): NewApproval => ({
    approvalId: `${claim.runId}:approve:1`,
    nodeId: "approve",
    visit: 1,
    title: "Order 7",
    roles: ["executive"],
    quorum: 1,
    details: { total: 1200 },
    ...changes,
  });

  const decision = (claim: ClaimedRun, changes: Partial<DecideApproval> = {}): DecideApproval => ({
    orgId: harness().orgId,
    approvalId: `${claim.runId}:approve:1`,
    decision: "approved",
    by: { name: "Ada", roles: ["executive"] },
    ...changes,
  });

  /** Claims a run and parks it. */
  async function parked(changes: (claim: ClaimedRun) => Partial<Checkpoint> = () => ({}), by: Started = {}): Promise<ClaimedRun> {
    const claim = await claimed(Object.keys(by).length === 0 ? {} : { started: { ...harness().newRun().started, ...by } });
    const result = await harness().store.checkpoint(checkpoint(claim, { status: "waiting", release: {}, ...changes(claim) }));
    if (result !== "released") throw new Error(`a run without mail must be let go, not ${result}`);
    return claim;
  }

  const signal = (runId: string, dedupeKey: string) => ({
    runId,
    dedupeKey,
    body: { type: "signal", name: "go", payload: dedupeKey } as const,
  });

  return { started, claimed, parked, at, signalEvent, checkpoint, approval, decision, signal };
}
