import { failRun } from "./advance-chain.ts";
import { live, type Turn } from "./draft.ts";
import { foldItemFailed, foldItems, foldOpened } from "./fold-body.ts";
import { foldApproval, foldChild, foldSignal, foldTimer } from "./fold-mail.ts";
import {
  foldCancelRequested,
  foldMoved,
  foldPaused,
  foldResumed,
  foldRewound,
  foldUndoRequested,
  foldUndoResumed,
} from "./fold-operation.ts";
import * as step from "./fold-step.ts";
import type { RunEvent, RunEventType } from "./run-event.ts";
import { countUndone, takeEntry, updateEnding } from "./undo-stack.ts";

type Fold<Type extends RunEventType> = (turn: Turn, event: Extract<RunEvent, { type: Type }>) => void;

/** Every event type is named here, so a new one cannot be forgotten. */
const folds: { readonly [Type in RunEventType]: Fold<Type> } = {
  "run.started": ({ draft }) => {
    throw new Error(`Run ${draft.runId} was started already.`);
  },
  "step.started": step.foldStarted,
  "step.waiting": step.foldWaiting,
  "step.completed": step.foldCompleted,
  "attempt.failed": step.foldAttemptFailed,
  "step.failed": step.foldFailed,
  "step.canceled": step.foldCanceled,
  "step.undecided": step.foldUndecided,
  "step.decided": step.foldDecided,
  "step.lateCompleted": step.foldLateCompleted,
  "step.lateFailed": step.foldLateFailed,
  "items.listed": foldItems,
  "scope.opened": foldOpened,
  "item.failed": foldItemFailed,
  "timer.fired": foldTimer,
  "signal.received": foldSignal,
  "approval.decided": foldApproval,
  "child.ended": foldChild,
  "run.cancelRequested": foldCancelRequested,
  "run.paused": foldPaused,
  "run.resumed": foldResumed,
  "run.undoRequested": foldUndoRequested,
  "run.rewound": foldRewound,
  "run.moved": foldMoved,
  "undo.resumed": foldUndoResumed,
  "run.limitReached": (turn, { data }) => failRun(turn, data.failure),
  "run.compensating": (turn) => {
    updateEnding(turn, { begun: true });
    live(turn, "undoing");
  },
  "step.undone": (turn, { data }) => {
    takeEntry(turn, data.nodeId, data.visit);
    countUndone(turn);
  },
  "run.completed": (turn, { data }) => {
    turn.draft.output = data.output;
    live(turn, "completed");
  },
  "run.failed": (turn) => live(turn, "failed"),
  "run.compensated": (turn) => live(turn, "compensated"),
  "run.compensationIncomplete": (turn) => live(turn, "compensationIncomplete"),
  "run.canceled": (turn) => live(turn, "canceled"),
};

/** Brings one recorded event into the draft. */
export function foldEvent(turn: Turn, event: RunEvent): void {
  const fold = folds[event.type] as Fold<RunEventType>;
  fold(turn, event);
}
