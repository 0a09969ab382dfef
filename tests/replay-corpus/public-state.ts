import type { JsonObject, JsonValue } from "#engine/core/json.ts";
import { toArray } from "#engine/core/machine/chunked-list.ts";
import type { ActiveStep, RunState, Scope, UndoEntry } from "#engine/core/machine/run-state.ts";

/**
 * What a run's history must mean in every later release: what people see of the run, what its expressions see, and what
 * follows next. Named field by field, so that a new optional field or another way of keeping the same thing inside the
 * state changes nothing here. A field may be added to this list only together with a new corpus file.
 */
export function publicState(state: RunState): JsonObject {
  const { seq, status, input, output, vars, outputs, visits, signals, savepoints, paused, deadlineMs, ending, pivot } = state;
  return plain({
    seq,
    status,
    input,
    output,
    vars,
    outputs,
    visits,
    signals,
    savepoints,
    paused,
    deadlineMs,
    ending,
    undo: toArray(state.undo).map(entryOf),
    undoing: state.undoing,
    undoingBeside: state.undoingBeside,
    pivot: pivot && { nodeId: pivot.nodeId, kept: toArray(pivot.kept).map(entryOf) },
    active: mapValues(state.active, stepOf),
    root: scopeOf(state),
    scopes: mapValues(state.scopes, (scope) => ({
      ...scopeOf(scope),
      container: scope.container,
      attempt: scope.attempt,
      failure: scope.failure,
      vars: scope.frame?.vars,
      outputs: scope.frame?.outputs,
    })),
  });
}

/** As JSON has it: without members that are `undefined`, and without hidden prototypes. */
const plain = (value: unknown): JsonObject => JSON.parse(JSON.stringify(value)) as JsonObject;

function mapValues<Value>(record: Readonly<Record<string, Value>>, change: (value: Value) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

function stepOf(step: ActiveStep) {
  const { phase, attempt, item, input, keyOf, dueAt, deadlineAt, signal, approvalId, child, wakeUp, question, nowMs } = step;
  const { body, lookups } = step;
  const turns = body && {
    next: body.next,
    running: body.running,
    failed: body.failed,
    retrying: body.retrying,
    results: toArray(body.results) as unknown as JsonValue,
  };
  const what = { phase, attempt, item, input, keyOf, dueAt, deadlineAt, signal, approvalId, child, wakeUp, question, nowMs };
  return {
    ...what,
    lookups,
    undoes: step.undoes && `${step.undoes.nodeId}#${step.undoes.visit}`,
    undone: step.unwinding?.done,
    body: turns,
  };
}

/** Where the branches stand, and which have come to a join. */
function scopeOf({ chains, arrivals, leaves }: Scope) {
  const at = Object.values(chains).map((chain) => [chain.at, chain.nowMs, chain.error?.code ?? "", chain.lost === true]);
  return { at, arrivals: mapValues(arrivals, ({ from }) => from), leaves };
}

const entryOf = ({ nodeId, visit, seq, output, by, atOnce }: UndoEntry) => ({ nodeId, visit, seq, output, by, atOnce });
