import { toFailure } from "../core/failure.ts";
import type { JsonObject } from "../core/json.ts";
import { COUNTED, planDue, type DuePlan } from "../core/schedule/plan-due.ts";
import { occurrenceName } from "../core/schedule/occurrences.ts";
import { scheduledInput } from "../core/schedule/run-input.ts";
import type { ScheduleConfig } from "../core/schedule/schedule-config.ts";
import type { StartResult, StartRun } from "./engine.ts";
import { startLoop, type Loop } from "./loops.ts";
import type { Clock } from "./ports.ts";

/**
 * Schedules. A row per schedule trigger of a deployed flow says up to where its occurrences have been decided on (the
 * cursor) and when the next one is due. One process at a time makes a round: it locks the due rows, starts the runs, and
 * only then moves the cursors, in one transaction. A run is stored before the cursor that passes it, so an occurrence
 * cannot be lost; a round that is repeated because its process died finds the runs of the first try under their trigger
 * key `schedule:<node>:<occurrence>`, so none runs twice.
 */
export interface ScheduleStore {
  /** Runs `work` in a transaction, in one process at a time; does nothing where another process is at it. */
  inRound(work: (round: ScheduleRound) => Promise<void>): Promise<void>;
  /** Milliseconds until a schedule is due; `undefined` when none is. */
  nextDueInMs(): Promise<number | undefined>;
}

export interface ScheduleRound {
  /** The database's clock, milliseconds since 1970. */
  readonly nowMs: number;
  /** Schedules that are due, locked until the end of the round. */
  due(limit: number): Promise<readonly StoredSchedule[]>;
  /** Occurrences whose time to start has come: those that wait for a run to end, or those of backfills. */
  waiting(status: "queued" | "backfill", limit: number): Promise<readonly WaitingOccurrence[]>;
  /** Whether a run that this schedule started for another occurrence has not ended. */
  hasOpenRun(schedule: StoredSchedule, occurrenceMs: number): Promise<boolean>;
  hasQueued(schedule: StoredSchedule): Promise<boolean>;
  record(schedule: StoredSchedule, occurrence: OccurrenceRecord): Promise<void>;
  /** Without `nextDueMs` the schedule is over. */
  advance(schedule: StoredSchedule, progress: ScheduleProgress): Promise<void>;
}

export interface StoredSchedule {
  readonly orgId: string;
  /** Identity of the flow's row. */
  readonly flowKey: string;
  readonly flowId: string;
  readonly environment: string;
  readonly nodeId: string;
  readonly config: ScheduleConfig;
  readonly cursorMs: number;
}

export interface WaitingOccurrence {
  readonly schedule: StoredSchedule;
  readonly occurrenceMs: number;
  /** Who asked for it, when it is from a backfill. */
  readonly requestedBy?: string;
}

export interface OccurrenceRecord {
  readonly occurrenceMs: number;
  readonly status: "started" | "skipped" | "missed" | "failed" | "queued";
  readonly runId?: string;
  /** Why, for people. */
  readonly detail?: string;
}

export interface ScheduleProgress {
  readonly cursorMs: number;
  readonly nextDueMs?: number;
  /** Why a run could not be started; the schedule tries again when it is next due. */
  readonly problem?: string;
}

export type StartScheduledRun = (request: StartRun) => Promise<StartResult>;

const BATCH = 100;
const RETRY_MS = 10_000;

/** One round: what waited for its turn first, then what is due, then backfills. */
export async function fireSchedules(round: ScheduleRound, start: StartScheduledRun): Promise<void> {
  for (const occurrence of await round.waiting("queued", BATCH)) await startWaiting(round, start, occurrence);
  for (const schedule of await round.due(BATCH)) await fire(round, start, schedule);
  for (const occurrence of await round.waiting("backfill", BATCH)) await startWaiting(round, start, occurrence);
}

async function fire(round: ScheduleRound, start: StartScheduledRun, schedule: StoredSchedule): Promise<void> {
  const plan = planFor(schedule, round.nowMs);
  const retryDueMs = round.nowMs + RETRY_MS;
  if ("trouble" in plan) {
    return round.advance(schedule, { cursorMs: schedule.cursorMs, nextDueMs: retryDueMs, problem: plan.trouble });
  }
  if (plan.missed) await round.record(schedule, missedRecord(plan.missed));
  for (const occurrenceMs of plan.run) {
    const record = await decide(round, start, schedule, occurrenceMs);
    if ("trouble" in record) {
      return round.advance(schedule, { cursorMs: occurrenceMs - 1, nextDueMs: retryDueMs, problem: record.trouble });
    }
    await round.record(schedule, record);
  }
  await round.advance(schedule, plan);
}

/** A schedule that this engine cannot read, say for a time zone it does not know, must not hold up the others. */
function planFor({ flowId, nodeId, config, cursorMs }: StoredSchedule, nowMs: number): DuePlan | Trouble {
  try {
    return planDue(config, { cursorMs, nowMs, key: `${flowId}:${nodeId}` });
  } catch (error) {
    return troubleOf(error);
  }
}

/** The engine itself could not start the run: nothing has been decided, so it is tried again. */
interface Trouble {
  readonly trouble: string;
}

const troubleOf = (error: unknown): Trouble => ({ trouble: error instanceof Error ? error.message : String(error) });

async function decide(
  round: ScheduleRound,
  start: StartScheduledRun,
  schedule: StoredSchedule,
  occurrenceMs: number,
): Promise<OccurrenceRecord | Trouble> {
  const { overlap = "allow" } = schedule.config;
  if (overlap === "allow" || !(await round.hasOpenRun(schedule, occurrenceMs)))
    return startRun(start, schedule, occurrenceMs, "schedule");
  if (overlap === "queue" && !(await round.hasQueued(schedule))) {
    return { occurrenceMs, status: "queued", detail: "Waits until the open run of this schedule ends." };
  }
  const detail =
    overlap === "skip"
      ? "A run of this schedule was still open."
      : "A run of this schedule was still open, and another occurrence already waited.";
  return { occurrenceMs, status: "skipped", detail };
}

async function startWaiting(round: ScheduleRound, start: StartScheduledRun, waiting: WaitingOccurrence): Promise<void> {
  const { schedule, occurrenceMs, requestedBy } = waiting;
  const { overlap = "allow" } = schedule.config;
  if (overlap !== "allow" && (await round.hasOpenRun(schedule, occurrenceMs))) return;
  const startedBy = requestedBy === undefined ? "schedule" : `${requestedBy} (backfill)`;
  const record = await startRun(start, schedule, occurrenceMs, startedBy);
  if (!("trouble" in record)) await round.record(schedule, record);
}

async function startRun(
  start: StartScheduledRun,
  { orgId, flowId, environment, nodeId, config }: StoredSchedule,
  occurrenceMs: number,
  startedBy: string,
): Promise<OccurrenceRecord | Trouble> {
  const input = await inputOf(config, nodeId, occurrenceMs);
  if ("problem" in input) return { occurrenceMs, status: "failed", detail: input.problem };
  const triggerKey = scheduleTriggerKey(nodeId, occurrenceMs);
  try {
    const started = await start({ orgId, flowId, environment, trigger: nodeId, input: input.value, triggerKey, startedBy });
    if (started.ok) return { occurrenceMs, status: "started", runId: started.runId };
    const detail = started.problems[0]?.message ?? `Flow ${flowId} is not deployed.`;
    return { occurrenceMs, status: "failed", detail };
  } catch (error) {
    return troubleOf(error);
  }
}

async function inputOf(config: ScheduleConfig, nodeId: string, occurrenceMs: number) {
  try {
    return { value: await scheduledInput(config, nodeId, occurrenceMs) } satisfies { value: JsonObject };
  } catch (error) {
    return { problem: toFailure(error, nodeId).message };
  }
}

/** The same for each occurrence, whoever starts it: a flow runs it once. */
export const scheduleTriggerKey = (nodeId: string, occurrenceMs: number): string =>
  `schedule:${nodeId}:${occurrenceName(occurrenceMs)}`;

function missedRecord({ firstMs, count }: { readonly firstMs: number; readonly count: number }): OccurrenceRecord {
  const many = count === 1 ? "1 occurrence" : `${count === COUNTED ? `${COUNTED} or more` : count} occurrences from this one on`;
  return { occurrenceMs: firstMs, status: "missed", detail: `${many} came while no engine ran, and catchUp lets them go.` };
}

interface SchedulePorts {
  readonly schedules: ScheduleStore;
  readonly start: StartScheduledRun;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}

/** A schedule that another process deployed, and a run that ended for one that waits, are noticed this late at most. */
const LOOK_EVERY_MS = 1_000;

export function startScheduleLoop({ schedules, start, clock, onError }: SchedulePorts): Loop {
  return startLoop(clock, onError, async () => {
    await schedules.inRound((round) => fireSchedules(round, start));
    const nextDueInMs = await schedules.nextDueInMs();
    return Math.max(20, Math.min(LOOK_EVERY_MS, nextDueInMs ?? LOOK_EVERY_MS));
  });
}
