import { endStatus, type RunEvent } from "#engine/core/machine/run-event.ts";
import { stepKey } from "#engine/core/machine/run-state.ts";
import { isJsonObject, type JsonObject } from "#engine/core/json.ts";
import { changeStep, closeSpan, decideStep, type EventOfType, type StepEvent } from "./change-step.ts";
import type { FlowShape } from "./flow-shape.ts";
import { bodyOfStep, closeBody, foldItemFailed, foldItemsListed, foldScopeOpened, followItem } from "./fold-items.ts";
import { openStates, RunDraft } from "./run-draft.ts";
import type { RunView, StepName, StepView } from "./run-view.ts";

/** Folds a batch into a view. Events already folded in are passed over, so that a repeat after a reconnect changes nothing. */
export function foldRun(view: RunView, events: readonly RunEvent[], shape: FlowShape): RunView {
  const fresh = events.filter(({ seq }) => seq > view.seq);
  if (fresh.length === 0) return view;
  const draft = new RunDraft(view, shape);
  for (const event of fresh) apply(draft, event);
  draft.life = { ...draft.life, seq: fresh.at(-1)!.seq };
  return draft.finish();
}

function apply(draft: RunDraft, event: RunEvent): void {
  switch (event.type) {
    case "run.started":
      return begin(draft, event);
    case "scope.opened":
      applyToStep(draft, event);
      return foldScopeOpened(draft, event);
    case "step.started":
    case "step.waiting":
    case "step.completed":
    case "attempt.failed":
    case "step.failed":
    case "step.canceled":
    case "step.undecided":
    case "step.lateCompleted":
    case "step.lateFailed":
      return applyToStep(draft, event);
    case "items.listed":
      return foldItemsListed(draft, event);
    case "item.failed":
      return foldItemFailed(draft, event);
    case "step.decided":
      return change(draft, event, event.data, (step) => decideStep(step, event));
    case "approval.decided": {
      const { decision, by, comment } = event.data;
      const decided = { decision, ...(by === undefined ? {} : { by }), ...(comment === undefined ? {} : { comment }) };
      return change(draft, event, event.data, (step) => ({ ...step, decision: decided }));
    }
    case "child.ended":
      return change(draft, event, event.data, (step) => ({ ...step, childRunId: event.data.runId }));
    case "step.undone":
      return undo(draft, event);
    case "timer.fired":
    case "signal.received":
      return undefined;
    default:
      return applyToLife(draft, event);
  }
}

type Handled =
  | StepEvent["type"]
  | "run.started"
  | "items.listed"
  | "item.failed"
  | "step.decided"
  | "approval.decided"
  | "child.ended"
  | "step.undone"
  | "timer.fired"
  | "signal.received";

function applyToLife(draft: RunDraft, event: Exclude<RunEvent, { type: Handled }>): void {
  const { life } = draft;
  switch (event.type) {
    case "run.limitReached":
      draft.life = { ...life, failure: event.data.failure };
      return;
    case "run.compensating":
      draft.life = { ...life, isCompensating: true, failure: event.data.failure };
      return;
    case "run.cancelRequested":
      draft.life = { ...life, cancel: event.data };
      return;
    case "run.paused":
      draft.life = { ...life, paused: { ...event.data, at: event.at } };
      return;
    case "run.resumed":
      draft.life = unpaused(life);
      return;
    case "run.rewound":
      return rewind(draft, event);
    case "run.moved":
      return move(draft, event);
    case "run.undoRequested":
    case "undo.resumed":
      draft.life = { ...reopened(life), isCompensating: true };
      return;
    case "run.completed":
      draft.life = { ...ended(life, event), output: event.data.output };
      return;
    case "run.failed":
    case "run.compensated":
      draft.life = { ...ended(life, event), failure: event.data.failure };
      return;
    case "run.compensationIncomplete":
      draft.life = { ...ended(life, event), failure: event.data.failure, undoFailure: event.data.undoFailure };
      return;
    case "run.canceled":
      draft.life = { ...ended(life, event), cancel: event.data };
  }
}

type Life = RunDraft["life"];

const unpaused = ({ paused: _paused, ...life }: Life): Life => life;
const ended = (life: Life, { type, at }: { type: keyof typeof endStatus; at: string }): Life => ({
  ...unpaused(life),
  ended: endStatus[type],
  isCompensating: false,
  endedAt: at,
});

function reopened({ ended: _ended, endedAt: _endedAt, undoFailure: _undoFailure, ...life }: Life): Life {
  return life;
}

/** The trigger counts as done: its output is the input of the run. */
function begin(draft: RunDraft, { at, seq, data }: EventOfType<"run.started">): void {
  const { trigger, input, startedBy } = data;
  draft.life = { ...draft.life, trigger, startedAt: at, input, ...(startedBy === undefined ? {} : { startedBy }) };
  if (data.fork) takeOver(draft, seq, data.fork.state);
  const first = newStep({ nodeId: trigger, visit: 1 }, seq);
  draft.putStep({ ...first, state: "completed", output: input, spans: [{ kind: "running", from: at, to: at }] });
}

/** A fork begins with what the other run had done by then: its results are known, the way to them is in that run. */
function takeOver(draft: RunDraft, seq: number, state: JsonObject): void {
  const { visits, outputs, active } = state;
  if (!isJsonObject(visits) || !isJsonObject(outputs) || !isJsonObject(active)) return;
  for (const [nodeId, visit] of Object.entries(visits)) {
    if (typeof visit !== "number" || visit < 1 || active[stepKey(nodeId, visit)] !== undefined) continue;
    const output = outputs[nodeId];
    const step = newStep({ nodeId, visit }, seq);
    if (output !== undefined) draft.putStep({ ...step, state: "completed", output });
  }
}

/** What happened after the moment the run went back to no longer counts; it stays to be read. */
function rewind(draft: RunDraft, { data, seq, at }: EventOfType<"run.rewound">): void {
  const { failure: _failure, cancel: _cancel, output: _output, ...life } = unpaused(reopened(draft.life));
  draft.life = { ...life, isCompensating: false };
  for (const nodeId of draft.nodeIds()) {
    for (let visit = 1; visit <= draft.lastVisit(nodeId); visit += 1) {
      const step = draft.step({ nodeId, visit });
      if (!step || (step.seq <= data.toSeq && !openStates.has(step.state)) || draft.body(step.key)) continue;
      const reason = "the run went back to an earlier moment";
      draft.putStep({ ...step, seq, state: "canceled", reason, spans: closeSpan(step.spans, at) });
    }
  }
}

/** Steps that the other version begins again are visits of their own; what they waited for before is given up. */
function move(draft: RunDraft, { data, seq, at }: EventOfType<"run.moved">): void {
  const { active } = data.state;
  if (!isJsonObject(active)) return;
  for (const nodeId of draft.nodeIds()) {
    const step = draft.step({ nodeId, visit: draft.lastVisit(nodeId) });
    if (!step || !openStates.has(step.state) || active[step.key] !== undefined) continue;
    const reason = `the run goes on with version ${data.version}, where this step is different`;
    draft.putStep({ ...step, seq, state: "canceled", reason, spans: closeSpan(step.spans, at) });
  }
}

function undo(draft: RunDraft, event: EventOfType<"step.undone">): void {
  const undoNumber = draft.life.undone + 1;
  draft.life = { ...draft.life, undone: undoNumber };
  change(draft, event, event.data, (step) => ({ ...step, state: "undone", undoNumber }));
}

function applyToStep(draft: RunDraft, event: StepEvent): void {
  change(draft, event, event, (step) => changeStep(step, event), event.item);
  if (event.type === "step.completed" || event.type === "step.failed" || event.type === "step.canceled")
    closeBody(draft, stepKey(event.nodeId, event.visit), event.type === "step.completed", event.at);
}

function change(
  draft: RunDraft,
  { seq, at }: RunEvent,
  { nodeId, visit }: StepName,
  apply: (step: StepView) => StepView,
  index?: number,
): void {
  const before = draft.step({ nodeId, visit });
  const step = { ...apply(before ?? placed(draft, newStep({ nodeId, visit }, seq), index)), seq };
  draft.putStep(step);
  followItem(draft, before, step, at);
}

function placed(draft: RunDraft, step: StepView, index: number | undefined): StepView {
  const body = index === undefined ? undefined : bodyOfStep(draft, step.nodeId, index);
  return index === undefined || body === undefined ? step : { ...step, item: { body, index } };
}

const newStep = ({ nodeId, visit }: StepName, seq: number): StepView => ({
  key: stepKey(nodeId, visit),
  nodeId,
  visit,
  seq,
  state: "idle",
  attempts: [],
  spans: [],
});
