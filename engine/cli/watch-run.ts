import { setTimeout as sleep } from "node:timers/promises";
import type { RunEvent, RunStatus } from "../core/machine/run-event.ts";
import { OpenSteps } from "./open-steps.ts";
import { isEndEvent, runReport, type RunReport } from "./run-report.ts";
import { colors, say } from "./terminal.ts";
import type { TraceView } from "./trace-view.ts";

/** A run that goes on somewhere: in this process or in a worker. */
export interface WatchedRun {
  readonly runId: string;
  readonly view: TraceView;
  follow(signal: AbortSignal): AsyncIterable<RunEvent>;
  /** The run's status, and the number of its events, as stored now. */
  progress(): Promise<{ readonly status: RunStatus; readonly seq: number }>;
}

export interface WatchOptions {
  /** Stay also while the run waits for a person or a signal. */
  readonly untilEnd: boolean;
  /** Ctrl-C: stop watching; the run goes on. */
  readonly signal: AbortSignal;
  /** Something was sent to the run: stay until its log has more events than this. Default 0. */
  readonly pastSeq?: number;
}

export interface WatchResult {
  readonly report: RunReport;
  readonly open: OpenSteps;
}

/** Statuses of a run that has not ended and that only somebody outside can move. */
const RESTING: ReadonlySet<RunStatus> = new Set(["waiting", "paused", "needs_decision"]);

const LOOK_EVERY_MS = 40;
const LOOK = Symbol("look");

/** Shows the run as it moves, until it ends or nothing but somebody outside can move it. */
export async function watchRun(run: WatchedRun, { untilEnd, signal, pastSeq = 0 }: WatchOptions): Promise<WatchResult> {
  const open = new OpenSteps();
  const events: RunEvent[] = [];
  const leaving = new AbortController();
  const iterator = run.follow(AbortSignal.any([signal, leaving.signal]))[Symbol.asyncIterator]();
  let next = iterator.next();
  let status: RunStatus = "queued";
  for (;;) {
    const arrived =
      open.isUpToOthers && !untilEnd && events.length > pastSeq
        ? await Promise.race([next, sleep(LOOK_EVERY_MS, LOOK)])
        : await next;
    if (arrived === LOOK) {
      const progress = await run.progress();
      status = progress.status;
      if (RESTING.has(status) && progress.seq === events.length) break;
      continue;
    }
    if (arrived.done) break;
    const event = arrived.value;
    events.push(event);
    open.fold(event);
    say(run.view.line(event));
    if (isEndEvent(event) && events.length > pastSeq) break;
    next = iterator.next();
  }
  leaving.abort();
  if (signal.aborted) status = (await run.progress()).status;
  return { report: runReport(run.runId, events, status), open };
}

/** What a person can do about a run that waits. */
export function sayHowToGoOn(runId: string, open: OpenSteps): void {
  for (const { approvalId, roles, isForm } of open.approvals) {
    say(`\nWaits for ${roles.join(" or ") || "anybody"}. ${isForm ? "Answer" : "Decide"} with:`);
    say(colors.cyan(`  npx omnilink approve ${approvalId} --decision ${isForm ? "answer --data '{ ... }'" : "approve"}`));
  }
  for (const signal of open.signals) {
    say("\nWaits for a signal. Send it with:");
    say(colors.cyan(`  npx omnilink signal ${runId} ${signal}`));
  }
}
