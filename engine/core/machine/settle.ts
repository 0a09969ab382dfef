import type { JoinPlan } from "../compile/flow-plan.ts";
import { startChain } from "./advance-chain.ts";
import { endTurns } from "./containers.ts";
import { live, touchAll, type Turn } from "./draft.ts";
import { nextRecord } from "./next-record.ts";
import { hasEnded } from "./run-status.ts";
import { isClosing, isScopeClosing, movingSteps, scopeAt } from "./scope-tree.ts";
import { undoNext } from "./undo-stack.ts";
import type { RunState, Scope } from "./run-state.ts";

/**
 * What follows from the state alone, after an event has been folded in: joins fire, turns end and begin, an undo begins,
 * the run parks or resumes. At most one event to record comes out of it; folding that one in settles the rest.
 */
export function settle(turn: Turn): void {
  const { plan, draft, commands } = turn;
  if (hasEnded(draft.status)) return;
  if (draft.paused) {
    commands.length = 0;
    return;
  }
  // A turn that failed and waits to be counted is over when what is around it fails as well.
  if (draft.closing) touchAll(turn);
  if (!draft.ending) for (const id of [undefined, ...turn.touched]) fireJoins(turn, id);
  endTurns(turn);
  undoNext(turn);
  if (draft.closing && !draft.ending && !isAnythingClosing(draft)) delete draft.closing;
  const event = nextRecord(plan, draft);
  if (event) commands.push({ type: "record", event });
  else park(turn);
}

function isAnythingClosing(state: RunState): boolean {
  return (
    Object.values(state.active).some((step) => isClosing(state, step) || step.body?.failure) ||
    Object.values(state.scopes).some((scope) => isScopeClosing(state, scope))
  );
}

/** A join fires when enough have arrived: for `all`, someone, and nothing still active can reach it. */
function fireJoins(turn: Turn, id: string | undefined): void {
  const { plan, draft } = turn;
  const scope = scopeAt(draft, id);
  if (!scope || (id !== undefined && isScopeClosing(draft, draft.scopes[id]!))) return;
  for (const [join, arrivals] of Object.entries(scope.arrivals)) {
    const { mode, count = 1 } = plan.joins[join]!;
    const isEnough = mode === "count" && arrivals.from.length >= count;
    if (!isEnough && isReachable(plan.joins[join]!, scope)) continue;
    const isThere = Object.values(scope.chains).some((chain) => chain.at === join);
    if (!isThere) startChain(turn, id, join, { nowMs: arrivals.nowMs });
  }
}

const reach = new WeakMap<JoinPlan, ReadonlySet<string>>();

/**
 * A chain that could reach the join when somebody last looked. It mostly still can, and the others need no look then; it
 * says nothing about a run in which there is no such chain.
 */
const lastSeen = new WeakMap<JoinPlan, string>();

function isReachable(join: JoinPlan, { chains, arrivals }: Scope): boolean {
  const from = reach.get(join) ?? new Set(join.reachableFrom);
  reach.set(join, from);
  const seen = chains[lastSeen.get(join) ?? ""];
  if (seen && from.has(seen.at)) return true;
  const newest = Object.keys(chains).findLast((id) => from.has(chains[id]!.at));
  if (newest !== undefined) lastSeen.set(join, newest);
  return newest !== undefined || Object.keys(arrivals).some((other) => from.has(other));
}

/** The run's status says whether anything moves, and whether a person is asked. */
function park(turn: Turn): void {
  const { draft } = turn;
  const isParked = movingSteps(draft) === 0;
  const isAsked = isParked && Object.values(draft.active).some(({ phase }) => phase === "undecided");
  const undoes = draft.ending && draft.ending.type !== "stopped" && draft.ending.undo.begun;
  const wanted = isAsked ? "needs_decision" : undoes ? "compensating" : isParked ? "waiting" : "running";
  if (wanted !== draft.status) live(turn, EVENTS[wanted]);
}

const EVENTS = { needs_decision: "asked", compensating: "undoing", waiting: "parked", running: "resumed" } as const;
