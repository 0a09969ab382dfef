import type { RunEvent } from "#engine/core/machine/run-event.ts";

/** What happened, to follow the name of the step where there is one. */
const WORDS: Readonly<Record<Exclude<RunEvent["type"], "run.rewound">, string>> = {
  "run.started": "The run started",
  "run.completed": "The run completed",
  "run.failed": "The run failed",
  "run.paused": "The run was paused",
  "run.resumed": "The run went on",
  "run.moved": "The run went on with another version",
  "run.cancelRequested": "Canceling was asked for",
  "run.canceled": "The run was canceled",
  "run.undoRequested": "Undoing was asked for",
  "run.limitReached": "The run recorded as many events as a run may",
  "run.compensating": "The run began to undo its steps",
  "run.compensated": "Everything was undone",
  "run.compensationIncomplete": "Not everything could be undone",
  "step.started": "began",
  "step.waiting": "waits",
  "step.completed": "was done",
  "attempt.failed": "failed, and will be tried again",
  "step.failed": "failed",
  "step.canceled": "was canceled",
  "step.undone": "was undone",
  "step.undecided": "needs a decision about its outcome",
  "step.decided": "was decided",
  "step.lateCompleted": "was done after it had been given up",
  "step.lateFailed": "had been given up, and did nothing",
  "items.listed": "listed its items",
  "scope.opened": "began with what is inside",
  "item.failed": "failed for an item",
  "timer.fired": "was due",
  "signal.received": "A signal arrived",
  "approval.decided": "was decided",
  "child.ended": "heard that its run ended",
  "undo.resumed": "The undoing went on",
};

/** What people do, or have done for them. */
const OPERATIONS: ReadonlySet<RunEvent["type"]> = new Set([
  "run.paused",
  "run.resumed",
  "run.rewound",
  "run.moved",
  "run.cancelRequested",
  "run.canceled",
  "run.undoRequested",
  "undo.resumed",
  "step.decided",
]);

/** An event as a sentence: `Charge the customer was done`. Of an operation also who did it, and why. */
export function eventInWords(event: RunEvent, labelOf: (nodeId: string) => string): string {
  const words = wordsOf(event);
  const nodeId = "nodeId" in event ? event.nodeId : "nodeId" in event.data ? event.data.nodeId : undefined;
  return `${nodeId === undefined ? words : `${labelOf(nodeId)} ${words}`}${byWhom(event)}`;
}

const wordsOf = (event: RunEvent): string =>
  event.type === "run.rewound" ? `The run went back to event ${event.data.toSeq}` : WORDS[event.type];

function byWhom({ type, data }: RunEvent): string {
  if (!OPERATIONS.has(type) || !("by" in data) || data.by === undefined) return "";
  return ` by ${data.by}${"reason" in data && data.reason ? `: ${data.reason}` : ""}`;
}
