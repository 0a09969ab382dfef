import type { FailScope } from "../compile/flow-plan.ts";
import type { Failure } from "../failure.ts";
import { enterChain, stepChain, type ChainStep } from "./chain-step.ts";
import {
  dropChain,
  editFrame,
  editScope,
  live,
  moveChain,
  nodeOf,
  own,
  putChain,
  requestStep,
  runClockMs,
  type Turn,
} from "./draft.ts";
import { outputOf } from "./run-output.ts";
import { frameAt, scopeAt } from "./scope-tree.ts";
import type { ActiveChain, ActiveStep } from "./run-state.ts";

/** What a chain passes on to the chains that follow it. */
interface Inheritance {
  readonly nowMs: number;
  readonly error?: Failure;
  readonly lost?: true;
}

type ScopeId = string | undefined;

/** A new instance of a chain, at its entry node. */
export function startChain(turn: Turn, scope: ScopeId, chain: string, inheritance: Inheritance): void {
  const edited = editScope(turn, scope);
  edited.chainCount += 1;
  const id = `${chain}#${edited.chainCount}`;
  const step = enterChain(turn.plan.chains[chain]!);
  enter(turn, scope, id, { chain, at: step.at, snapshot: step.snapshot, ...inheritance }, step);
}

/** The chain of a completed step goes on by the given port. */
export function completeInChain(turn: Turn, { scope, chain: id }: ActiveStep, nowMs: number, port: string): void {
  const chain = chainIn(turn, scope, id);
  const step = stepChain(turn.plan.chains[chain.chain]!, chain.snapshot, { type: "step.completed", port });
  if (!step) throw new Error(`Node ${chain.at} of flow ${turn.plan.flowId} has no port ${port}.`);
  enter(turn, scope, id!, { ...moveChain(chain, step), nowMs }, step);
}

/** The chain of a failed step goes on by the node's error edge, or fails its scope when there is none. */
export function failInChain(turn: Turn, { scope, chain: id }: ActiveStep, nowMs: number, failure: Failure): void {
  const chain = chainIn(turn, scope, id);
  const step = stepChain(turn.plan.chains[chain.chain]!, chain.snapshot, { type: "step.failed" })!;
  enter(turn, scope, id!, { ...moveChain(chain, step), nowMs, error: failure }, step);
}

function chainIn({ draft }: Turn, scope: ScopeId, id: string | undefined): ActiveChain {
  const chain = id === undefined ? undefined : scopeAt(draft, scope)?.chains[id];
  if (!chain) throw new Error(`Run ${draft.runId} has no chain ${id ?? ""} in scope ${scope ?? "root"}.`);
  return chain;
}

function enter(turn: Turn, scope: ScopeId, id: string, chain: ActiveChain, { action }: ChainStep): void {
  if (action.type === "runStep") return enterNode(turn, scope, id, chain, action.params.nodeId);
  dropChain(turn, scope, id);
  switch (action.type) {
    case "endBranch": {
      const ended = editScope(turn, scope);
      ended.leaves = [...ended.leaves, action.params.nodeId];
      return;
    }
    case "failScope":
      return failScope(turn, scope, failureAt(turn, scope, chain, action.params));
    case "continueAs":
      for (const join of action.params.joins) arrive(turn, scope, join, action.params.from, chain.nowMs);
      for (const next of action.params.chains) startChain(turn, scope, next, inheritanceOf(chain));
  }
}

function enterNode(turn: Turn, scope: ScopeId, id: string, chain: ActiveChain, nodeId: string): void {
  putChain(turn, scope, id, chain);
  if (nodeOf(turn.plan, nodeId).behavior !== "trigger") {
    return requestStep(turn, nodeId, { nowMs: chain.nowMs, chain: id, ...(scope === undefined ? {} : { scope }) });
  }
  // The run's start is the trigger's outcome: it needs no step of its own.
  const { draft } = turn;
  own(turn, draft, "visits")[nodeId] = 1;
  own(turn, editFrame(turn, scope), "outputs")[nodeId] = draft.input;
  completeInChain(turn, { nodeId, visit: 1, attempt: 1, nowMs: chain.nowMs, phase: "requested", chain: id }, chain.nowMs, "out");
}

const inheritanceOf = ({ nowMs, error, lost }: ActiveChain): Inheritance => ({
  nowMs,
  ...(error === undefined ? {} : { error }),
  ...(lost === undefined ? {} : { lost }),
});

function arrive(turn: Turn, scope: ScopeId, join: string, from: string, nowMs: number): void {
  const edited = editScope(turn, scope);
  if (edited.passedJoins?.includes(join)) return;
  const before = edited.arrivals[join] ?? { from: [], nowMs: 0 };
  own(turn, edited, "arrivals")[join] = { from: [...before.from, from], nowMs: Math.max(before.nowMs, nowMs) };
}

/** The first reason to stop going forward is the one that counts. */
export function failScope(turn: Turn, scope: ScopeId, failure: Failure): void {
  if (scope === undefined) return failRun(turn, failure);
  const { draft } = turn;
  if (draft.scopes[scope]!.failure) return;
  const failed = own(turn, own(turn, draft, "scopes"), scope);
  turn.touched.add(scope);
  failed.failure = failure;
  failed.failedAtMs = runClockMs(turn);
  failed.arrivals = {};
  draft.closing = true;
}

export function failRun(turn: Turn, failure: Failure): void {
  const { draft } = turn;
  if (draft.ending) return;
  draft.ending = { type: "failed", failure, undo: { begun: false, done: 0 } };
  draft.closing = true;
  if (draft.status === "waiting") live(turn, "resumed");
}

/** Either the step failed just now, or it took a port that somebody had to connect. */
function failureAt({ plan, draft }: Turn, scope: ScopeId, chain: ActiveChain, { nodeId, unconnected }: FailScope): Failure {
  if (!unconnected) return chain.error!;
  const { port, code } = unconnected;
  const message = `"${nodeOf(plan, nodeId).label}" left by its port ${port}, and no edge leads on from there.`;
  return { code, message, nodeId, details: outputOf(frameAt(draft, scope), nodeId) };
}
