import { z } from "zod";
import type { RunEventType } from "../machine/run-event.ts";
import { runStatuses } from "../machine/run-status.ts";

/** What every event of a type must have so that it can be folded and shown. What it has besides is left as it is. */
const text = z.string();
const count = z.int().min(0);
const json = z.custom((value) => value !== undefined, "must be there");
const state = z.looseObject({ contentHash: text, status: z.enum(runStatuses), active: z.looseObject({}) });
const failure = z.looseObject({ code: text, message: text });
const took = { durationMs: z.number() };
const step = { nodeId: text, visit: z.int().min(1) };
const actor = { by: text };

const data = {
  "run.started": z.looseObject({
    ...{ flow: text, version: count, contentHash: text, trigger: text, input: json, seed: z.number() },
    fork: z.looseObject({ runId: text, seq: count, state }).optional(),
  }),
  "step.started": z.looseObject({}),
  "step.waiting": z.looseObject({
    approval: z.looseObject({ approvalId: text, title: text, roles: z.array(text) }).optional(),
  }),
  "items.listed": z.looseObject({ first: count, items: z.array(json) }),
  "scope.opened": z.looseObject({}),
  "step.completed": z.looseObject({ output: json, ...took }),
  "attempt.failed": z.looseObject({ failure, retryAt: text, ...took }),
  "step.failed": z.looseObject({ failure, ...took }),
  "step.canceled": z.looseObject({ reason: text }),
  "step.undecided": z.looseObject({ failure, ...took }),
  "step.decided": z.looseObject({ ...actor, ...step, verdict: z.enum(["retry", "done", "failed"]) }),
  "step.lateCompleted": z.looseObject({ output: json, ...took }),
  "step.lateFailed": z.looseObject({ failure, ...took }),
  "item.failed": z.looseObject({ index: count, failure }),
  "timer.fired": z.looseObject(step),
  "signal.received": z.looseObject({ name: text, payload: json }),
  "approval.decided": z.looseObject({ ...step, approvalId: text, decision: text }),
  "child.ended": z.looseObject({ ...step, runId: text, status: z.enum(runStatuses) }),
  "run.cancelRequested": z.looseObject(actor),
  "run.paused": z.looseObject(actor),
  "run.resumed": z.looseObject(actor),
  "run.undoRequested": z.looseObject(actor),
  "run.rewound": z.looseObject({ ...actor, toSeq: count, state }),
  "run.moved": z.looseObject({ ...actor, from: count, version: count, contentHash: text, state }),
  "undo.resumed": z.looseObject({ ...actor, waive: z.boolean() }),
  "run.limitReached": z.looseObject({ failure }),
  "run.compensating": z.looseObject({ failure, steps: count }),
  "step.undone": z.looseObject({ ...step, by: text }),
  "run.completed": z.looseObject({ output: json }),
  "run.failed": z.looseObject({ failure }),
  "run.compensated": z.looseObject({ failure }),
  "run.compensationIncomplete": z.looseObject({ failure, undoFailure: failure }),
  "run.canceled": z.looseObject(actor),
} satisfies Record<RunEventType, z.ZodType>;

/** Types whose events are about an attempt of a step, and name it beside their data. */
const ofSteps: ReadonlySet<string> = new Set<RunEventType>([
  ...(["step.started", "step.waiting", "items.listed", "scope.opened", "step.completed", "attempt.failed"] as const),
  ...(["step.failed", "step.canceled", "step.undecided", "step.lateCompleted", "step.lateFailed", "item.failed"] as const),
]);

const base = { seq: z.int().min(1), at: z.iso.datetime({ offset: true }) };

/** One shape for each type, so that a fault is named at its place. */
export const eventSchema = z.discriminatedUnion(
  "type",
  Object.entries(data).map(([type, shape]) =>
    z.looseObject({
      type: z.literal(type),
      ...base,
      ...(ofSteps.has(type) ? { ...step, attempt: count } : {}),
      data: shape,
    }),
  ) as unknown as readonly [z.core.$ZodTypeDiscriminable],
);
