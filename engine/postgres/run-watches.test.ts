import { describe, expect, it } from "vitest";
import type { RunEvent } from "../core/machine/run-event.ts";
import { Bell } from "./bell.ts";
import { createRunWatches } from "./run-watches.ts";

const event = (seq: number): RunEvent => ({
  seq,
  at: new Date(seq).toISOString(),
  type: "timer.fired",
  data: { nodeId: "n", visit: 1 },
});

/** A run whose history the test writes; `reads` are the questions the database was asked. */
function openRun() {
  const history: RunEvent[] = [];
  const bells = new Set<Bell>();
  const state = { hasEnded: false, isBroken: false };
  const reads: number[] = [];
  const watches = createRunWatches({
    feed: {
      watch: () => {
        const bell = new Bell();
        bells.add(bell);
        return { changed: (maxWaitMs, signal) => bell.heard(maxWaitMs, signal), close: () => void bells.delete(bell) };
      },
    },
    read: async (_orgId, _runId, afterSeq, limit) => {
      reads.push(afterSeq);
      await Promise.resolve();
      if (state.isBroken) throw new Error("The database is gone.");
      return history.slice(afterSeq, afterSeq + limit);
    },
    isOver: async (_orgId, _runId, seq) => state.hasEnded && seq >= history.length,
    paceMs: 1,
  });
  const record = (count: number): void => {
    for (let n = 0; n < count; n++) history.push(event(history.length + 1));
    for (const bell of bells) bell.ring();
  };
  const end = (): void => {
    history.push({ seq: history.length + 1, at: new Date(0).toISOString(), type: "run.completed", data: { output: null } });
    state.hasEnded = true;
    for (const bell of bells) bell.ring();
  };
  const watch = (afterSeq = 0, signal = new AbortController().signal) => watches.watch("org", "run", afterSeq, signal);
  return { record, end, watch, reads, bells, state, history };
}

async function seqsOf(batches: AsyncIterable<readonly RunEvent[]>): Promise<number[]> {
  const seqs: number[] = [];
  for await (const batch of batches) seqs.push(...batch.map(({ seq }) => seq));
  return seqs;
}

const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index + 1);
const turn = () => new Promise<void>((resolve) => void setImmediate(resolve));

describe("createRunWatches", () => {
  it("gives everybody every event once, wherever they begin", async () => {
    const run = openRun();
    run.record(7);
    const watchers = [0, 0, 5, 7].map((afterSeq) => seqsOf(run.watch(afterSeq)));
    for (let round = 0; round < 40; round++) {
      run.record(1 + (round % 3));
      await turn();
    }
    const late = seqsOf(run.watch(0));
    run.end();
    const all = upTo(run.history.length);
    expect(await Promise.all([...watchers, late])).toEqual([all, all, all.slice(5), all.slice(7), all]);
    expect(run.bells.size).toBe(0);
  });

  it("reads what is new once for all who watch", async () => {
    const run = openRun();
    const watchers = upTo(50).map(() => seqsOf(run.watch()));
    await turn();
    const before = run.reads.length;
    run.record(10);
    for (let waits = 0; waits < 20; waits++) await turn();
    expect(run.reads.length - before).toBe(1);
    run.end();
    for (const seqs of await Promise.all(watchers)) expect(seqs).toEqual(upTo(11));
  });

  it("brings somebody far behind up to date in pages", async () => {
    const run = openRun();
    run.record(1_600);
    run.end();
    expect(await seqsOf(run.watch(100))).toEqual(upTo(1_601).slice(100));
  });

  it("stops at the signal and leaves nobody listening", async () => {
    const run = openRun();
    const gone = new AbortController();
    const watcher = seqsOf(run.watch(0, gone.signal));
    run.record(2);
    for (let waits = 0; waits < 20; waits++) await turn();
    gone.abort();
    expect(await watcher).toEqual([1, 2]);
    expect(run.bells.size).toBe(0);
  });

  it("breaks all streams when the database is gone, and serves those who come back", async () => {
    const run = openRun();
    const watchers = [seqsOf(run.watch()), seqsOf(run.watch())];
    const settled = Promise.allSettled(watchers);
    run.record(1);
    for (let waits = 0; waits < 20; waits++) await turn();
    run.state.isBroken = true;
    run.record(1);
    expect((await settled).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    run.state.isBroken = false;
    const back = seqsOf(run.watch(1));
    run.end();
    expect(await back).toEqual([2, 3]);
  });
});
