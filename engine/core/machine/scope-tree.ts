import type { ActiveStep, ChildScope, Frame, ItemRef, RunState, Scope } from "./run-state.ts";

/** Reading the tree of scopes. A scope id is `<container's step key>/<index>`; the root has none. */

export function scopeAt(state: RunState, id: string | undefined): Scope | undefined {
  return id === undefined ? state : state.scopes[id];
}

export const scopeId = (container: string, index: number): string => `${container}/${index}`;

/** The scopes around a step, innermost first, without the root. */
export function* scopesAround(state: RunState, id: string | undefined): Generator<ChildScope> {
  for (let scope = childScope(state, id); scope !== undefined; scope = childScope(state, scope.outer)) yield scope;
}

const childScope = (state: RunState, id: string | undefined): ChildScope | undefined =>
  id === undefined ? undefined : state.scopes[id];

/** The innermost item or turn around a scope. A block is no turn: what is inside sees the item outside. */
export function itemOf(state: RunState, id: string | undefined): ItemRef | undefined {
  for (const scope of scopesAround(state, id)) {
    const body = state.active[scope.container]?.body;
    if (!body || "once" in body.opening) continue;
    const page = body.pages.findLast(([first]) => first <= scope.index);
    const outer = itemOf(state, scope.outer);
    return { index: scope.index, ...(page === undefined ? {} : { page }), ...(outer === undefined ? {} : { outer }) };
  }
  return undefined;
}

/** What a step in this scope finds under `steps` and `vars`: frames of items lie over the run's own. */
export function frameAt(state: RunState, id: string | undefined): Frame {
  const frame = itemFrameAt(state, id);
  return frame ? layOver(state, frame) : state;
}

/** What the items around a scope have of their own, the inner ones over the outer ones. */
export function itemFrameAt(state: RunState, id: string | undefined): Frame | undefined {
  const frames = [...scopesAround(state, id)].flatMap(({ frame }) => frame ?? []);
  return frames.length === 0 ? undefined : frames.reduceRight(layOver);
}

const layOver = (below: Frame, above: Frame): Frame => ({
  vars: { ...below.vars, ...above.vars },
  outputs: { ...below.outputs, ...above.outputs },
});

/** Whether the step is being taken back: its own time is over, or something around it has failed, lost or ended. */
export const isClosing = (state: RunState, step: ActiveStep): boolean =>
  isAroundClosing(state, step) || (step.expired === true && !step.undoes);

export function isAroundClosing(state: RunState, step: ActiveStep): boolean {
  if (step.undoes || step.phase === "late") return false;
  if (state.ending || chainAround(state, step)?.lost) return true;
  const scope = childScope(state, step.scope);
  return scope !== undefined && isScopeClosing(state, scope);
}

/** Whether a join went on without the branch this step is in, at any level. */
export function isLost(state: RunState, step: ActiveStep): boolean {
  if (chainAround(state, step)?.lost) return true;
  const container = state.active[childScope(state, step.scope)?.container ?? ""];
  return container !== undefined && isLost(state, container);
}

function chainAround(state: RunState, { scope, chain }: ActiveStep) {
  return chain === undefined ? undefined : scopeAt(state, scope)?.chains[chain];
}

export function isScopeClosing(state: RunState, scope: ChildScope): boolean {
  if (scope.failure) return true;
  const container = state.active[scope.container];
  return container === undefined || container.body?.failure !== undefined || isClosing(state, container);
}

const PARKED: ReadonlySet<string> = new Set(["waiting", "retrying", "undecided", "open"]);

/** Whether somebody has to do something about the step before anything else can happen to it. */
export const isMoving = (step: ActiveStep | undefined): boolean =>
  step !== undefined && !PARKED.has(step.phase) && !(step.phase === "late" && step.dueAt !== undefined);

/** A state that an older release kept has not been counted. */
export const movingSteps = ({ moving, active }: RunState): number => moving ?? Object.values(active).filter(isMoving).length;

export const isIdle = ({ chains, arrivals }: Scope): boolean => isEmpty(chains) && isEmpty(arrivals);

export function isEmpty(record: object): boolean {
  for (const _key in record) return false;
  return true;
}
