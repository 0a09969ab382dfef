import { live, touchAll, type Draft, type Turn } from "./draft.ts";
import { countUndone, takeEntry, updateEnding } from "./undo-stack.ts";
import { reviveLife } from "./lifecycle.ts";
import { openSteps } from "./open-steps.ts";
import { withFreshDeadlines } from "./fresh-deadlines.ts";
import type { EventOf, RunEvent } from "./run-event.ts";
import { emptyList, findLast } from "./chunked-list.ts";
import type { JsonObject } from "../json.ts";
import { goOnSince, startClock } from "./run-clock.ts";
import type { RunState } from "./run-state.ts";

/** What people do to a run as a whole: cancel, pause, resume, undo, rewind, move. */

export function foldCancelRequested(turn: Turn, { data }: EventOf<"run.cancelRequested">): void {
  const { draft } = turn;
  if (draft.ending && !data.force) return;
  foldResumed(turn);
  const undo = draft.ending && draft.ending.type !== "stopped" ? draft.ending.undo : { begun: false, done: 0 };
  draft.ending = { type: "canceled", request: data, undo };
  draft.closing = true;
}

export function foldPaused(turn: Turn, { data }: EventOf<"run.paused">): void {
  const { draft, atMs } = turn;
  if (draft.paused) return;
  draft.paused = { ...data, atMs };
  live(turn, "paused");
}

export function foldResumed(turn: Turn): void {
  if (!turn.draft.paused) return;
  resume(turn);
  touchAll(turn);
  for (const step of openSteps(turn.plan, turn.draft)) turn.commands.push({ type: "runStep", step });
}

function resume(turn: Turn): void {
  const { draft } = turn;
  startClock(turn);
  live(turn, "resumed");
  if (draft.ending && draft.ending.type !== "stopped" && draft.ending.undo.begun) live(turn, "undoing");
}

export function foldUndoRequested(turn: Turn, { data }: EventOf<"run.undoRequested">): void {
  const { draft } = turn;
  draft.ending = { type: "undone", request: data, undo: { begun: false, done: 0 } };
  revive(draft, "running");
}

export function foldUndoResumed(turn: Turn, { data }: EventOf<"undo.resumed">): void {
  const { draft } = turn;
  if (!draft.ending || draft.ending.type === "stopped") return;
  const { failure: _failure, failed = draft.undoing, ...undo } = draft.ending.undo;
  draft.ending = { ...draft.ending, undo };
  revive(draft, "compensating");
  if (!data.waive) return;
  const waived = findLast(draft.undo, ({ seq }) => failed === undefined || seq === failed);
  if (!waived) return waiveRest(turn);
  takeEntry(turn, waived.nodeId, waived.visit);
  countUndone(turn);
}

/** Nothing can be undone any more: what was passed over, or done before a pivot, counts as taken back. */
function waiveRest(turn: Turn): void {
  const { pivot } = turn.draft;
  if (pivot) turn.draft.pivot = { ...pivot, kept: emptyList };
  updateEnding(turn, { left: [] });
}

function revive(draft: Draft, status: "running" | "compensating"): void {
  const life = reviveLife(status);
  draft.lifecycle = life.snapshot;
  draft.status = life.status;
}

/** The run is again what the recorded state says; only its log goes on. */
export function foldRewound(turn: Turn, event: EventOf<"run.rewound"> & RunEvent): void {
  const { draft } = turn;
  replaceBy(turn, event.data.state, event.seq);
  if (event.data.thenAt !== undefined) goOnSince(turn, event.data.thenAt);
  Object.assign(draft, withFreshDeadlines(turn.plan, draft, turn.atMs));
  touchAll(turn);
  for (const step of openSteps(turn.plan, draft)) turn.commands.push({ type: "runStep", step });
}

/** What it waits for goes on; what is begun again, or had not begun, is asked for. */
export function foldMoved(turn: Turn, { data, seq }: EventOf<"run.moved"> & RunEvent): void {
  replaceBy(turn, data.state, seq);
  touchAll(turn);
  for (const step of openSteps(turn.plan, turn.draft)) turn.commands.push({ type: "runStep", step });
}

function replaceBy({ draft }: Turn, recorded: JsonObject, seq: number): void {
  for (const key of Object.keys(draft)) delete (draft as Partial<Record<string, unknown>>)[key];
  Object.assign(draft, recorded as unknown as RunState, { seq });
}
