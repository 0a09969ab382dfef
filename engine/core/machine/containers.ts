import type { JsonValue } from "../json.ts";
import { startChain } from "./advance-chain.ts";
import { append, emptyList } from "./chunked-list.ts";
import { own, putStep, type Turn } from "./draft.ts";
import type { Opening } from "./run-event.ts";
import { scopeOutput } from "./run-output.ts";
import { isClosing, isEmpty, isIdle, isScopeClosing, scopeId } from "./scope-tree.ts";
import { stepKey, type ActiveStep, type BodyProgress, type ChildScope } from "./run-state.ts";

/**
 * Containers (for-each, loop, block) run their body in turns, each a scope of its own. The executor of the kind says which
 * turns to open (`scope.opened`); the machine begins them, a few at a time where there are many, and asks the executor
 * again when none is left. What a turn gave is in `body.results`.
 */
export function openBody(turn: Turn, step: ActiveStep, opening: Opening): void {
  const before = step.body ?? emptyBody(opening);
  const { wakeUp: _wakeUp, ...rest } = step;
  const opened: ActiveStep = { ...rest, phase: "open", body: { ...before, opening } };
  putStep(turn, opened);
  if ("count" in opening) return;
  putStep(turn, { ...opened, body: { ...opened.body!, next: before.next + 1, running: 1 } });
  beginTurn(turn, opened, before.next, 1);
}

export const emptyBody = (opening: Opening): BodyProgress => ({
  opening,
  next: 0,
  running: 0,
  failed: 0,
  retrying: [],
  results: emptyList,
  pages: [],
});

/** False for a for-each that has listed its items and begun with none: it may have gone back in time to there. */
export const isOpened = ({ opening, pages }: BodyProgress): boolean =>
  !("count" in opening) || opening.count > 0 || pages.length === 0;

/** Begins items while there is room for them; with nothing left to begin or to wait for, the executor is asked again. */
export function fillBody(turn: Turn, key: string): void {
  const step = turn.draft.active[key];
  const body = step?.body;
  if (!body || step.phase !== "open" || isClosing(turn.draft, step) || body.failure) return;
  const begun = itemsToBegin(body);
  if (begun.length > 0) {
    const { due = [], ...rest } = body;
    const again = begun.filter(({ attempt }) => attempt > 1).length;
    const left = due.length > again ? { due: due.slice(again) } : {};
    const next = body.next + begun.length - again;
    putStep(turn, { ...step, body: { ...rest, next, running: body.running + begun.length, ...left } });
    for (const { index, attempt } of begun) beginTurn(turn, step, index, attempt);
  } else if (isBodyDone(body)) askAgain(turn, step);
}

/** As many as there is room for: first those that are tried again, then those that have not been begun. */
function itemsToBegin({ opening, running, next, due = [] }: BodyProgress): readonly { index: number; attempt: number }[] {
  if (!("count" in opening)) return [];
  const room = Math.max(0, opening.concurrency - running);
  const again = due.slice(0, room);
  const fresh = Math.min(room - again.length, opening.count - next);
  return [...again, ...Array.from({ length: fresh }, (_, offset) => ({ index: next + offset, attempt: 1 }))];
}

const isBodyDone = ({ opening, next, running, retrying, due = [] }: BodyProgress): boolean =>
  running === 0 && retrying.length === 0 && due.length === 0 && (!("count" in opening) || next >= opening.count);

/** The executor says how the container goes on: another turn, or its outcome. */
function askAgain(turn: Turn, step: ActiveStep): void {
  const asked: ActiveStep = { ...step, phase: "requested" };
  putStep(turn, asked);
  turn.commands.push({ type: "runStep", step: asked });
}

export function beginTurn(turn: Turn, step: ActiveStep, index: number, attempt: number): void {
  const { plan, draft } = turn;
  const id = scopeId(stepKey(step.nodeId, step.visit), index);
  const scope: ChildScope = {
    container: stepKey(step.nodeId, step.visit),
    ...(step.scope === undefined ? {} : { outer: step.scope }),
    index,
    attempt,
    chainCount: 0,
    chains: {},
    arrivals: {},
    leaves: [],
    ...("count" in step.body!.opening ? { frame: { vars: {}, outputs: {} } } : {}),
  };
  own(turn, draft, "scopes")[id] = scope;
  turn.touched.add(id);
  for (const entry of plan.bodies[step.nodeId]!.entries) startChain(turn, id, entry, { nowMs: step.nowMs });
}

/** Turns that came to their end hand their output to the container; those that failed wait for the event that says so. */
export function endTurns(turn: Turn): void {
  for (let again = true; again;) {
    again = false;
    for (const id of [...turn.touched]) {
      turn.touched.delete(id);
      const scope = turn.draft.scopes[id];
      if (scope === undefined) continue;
      const closing = isScopeClosing(turn.draft, scope);
      if (closing ? !isEmpty(scope.chains) : !isIdle(scope)) continue;
      if (scope.failure && !isOuterClosing(turn, scope)) continue;
      endTurn(turn, id, scope, closing ? undefined : scopeOutput(turn.draft, scope, id));
      again = true;
    }
  }
}

/** The container of the failed scope is itself being taken back: its items no longer count. */
export function isOuterClosing({ draft }: Turn, scope: ChildScope): boolean {
  const { failure: _failure, ...without } = scope;
  return isScopeClosing(draft, without);
}

function endTurn(turn: Turn, id: string, scope: ChildScope, output: JsonValue | undefined): void {
  dropScope(turn, id);
  const step = turn.draft.active[scope.container];
  if (!step?.body) return;
  const { body } = step;
  const keeps = output !== undefined && (!("count" in body.opening) || body.opening.collect);
  const results = keeps
    ? append("count" in body.opening ? body.results : emptyList, [scope.index, output] as const)
    : body.results;
  putStep(turn, { ...step, body: { ...body, running: body.running - 1, results } });
  if (output !== undefined) fillBody(turn, scope.container);
}

export function dropScope(turn: Turn, id: string): void {
  delete own(turn, turn.draft, "scopes")[id];
}
