import type { FailScope } from "../compile/flow-plan.ts";
import type { Failure } from "../failure.ts";
import { enterChain, stepChain, type ChainStep } from "./chain-step.ts";
import { dropChain, live, moveChain, nodeOf, putChain, requestStep, type Turn } from "./draft.ts";
import { outputOf } from "./run-output.ts";
import type { ActiveChain } from "./run-state.ts";

/** What a chain passes on to the chains that follow it. */
interface Inheritance {
  readonly nowMs: number;
  readonly error?: Failure;
}

/** A new instance of a chain, at its entry node. */
export function startChain(turn: Turn, chain: string, inheritance: Inheritance): void {
  const { plan, draft } = turn;
  draft.chainCount += 1;
  const id = `${chain}#${draft.chainCount}`;
  const step = enterChain(plan.chains[chain]!);
  enter(turn, id, { chain, at: step.at, snapshot: step.snapshot, ...inheritance }, step);
}

/** The chain goes on from a completed step by the given port. */
export function completeInChain(turn: Turn, id: string, nowMs: number, port: string): void {
  const chain = turn.draft.chains[id]!;
  const step = stepChain(turn.plan.chains[chain.chain]!, chain.snapshot, { type: "step.completed", port });
  if (!step) throw new Error(`Node ${chain.at} of flow ${turn.plan.flowId} has no port ${port}.`);
  enter(turn, id, { ...moveChain(chain, step), nowMs }, step);
}

/** The chain goes on by the failed node's error edge, or fails the run when there is none. */
export function failInChain(turn: Turn, id: string, nowMs: number, failure: Failure): void {
  const chain = turn.draft.chains[id]!;
  const step = stepChain(turn.plan.chains[chain.chain]!, chain.snapshot, { type: "step.failed" })!;
  enter(turn, id, { ...moveChain(chain, step), nowMs, error: failure }, step);
}

function enter(turn: Turn, id: string, chain: ActiveChain, { action }: ChainStep): void {
  if (action.type === "runStep") return enterNode(turn, id, chain, action.params.nodeId);
  dropChain(turn, id);
  const { draft } = turn;
  switch (action.type) {
    case "endBranch":
      draft.leaves = [...draft.leaves, action.params.nodeId];
      return;
    case "failScope":
      return failRun(turn, failureAt(turn, chain, action.params));
    case "continueAs":
      for (const join of action.params.joins) arrive(turn, join, action.params.from, chain.nowMs);
      for (const next of action.params.chains) startChain(turn, next, inheritanceOf(chain));
  }
}

function enterNode(turn: Turn, id: string, chain: ActiveChain, nodeId: string): void {
  putChain(turn, id, chain);
  if (nodeOf(turn.plan, nodeId).behavior !== "trigger") return requestStep(turn, nodeId, { nowMs: chain.nowMs, chain: id });
  // The run's start is the trigger's outcome: it needs no step of its own.
  const { draft } = turn;
  draft.visits = { ...draft.visits, [nodeId]: 1 };
  draft.outputs = { ...draft.outputs, [nodeId]: draft.input };
  completeInChain(turn, id, chain.nowMs, "out");
}

const inheritanceOf = ({ nowMs, error }: ActiveChain): Inheritance => ({ nowMs, ...(error === undefined ? {} : { error }) });

function arrive({ draft }: Turn, join: string, from: string, nowMs: number): void {
  const before = draft.arrivals[join] ?? { from: [], nowMs: 0 };
  draft.arrivals = { ...draft.arrivals, [join]: { from: [...before.from, from], nowMs: Math.max(before.nowMs, nowMs) } };
}

/** The first reason to stop going forward is the one that counts. */
export function failRun(turn: Turn, failure: Failure): void {
  if (turn.draft.ending) return;
  turn.draft.ending = { type: "failed", failure, undo: { begun: false, done: 0 } };
  if (turn.draft.status === "waiting") live(turn, "resumed");
}

/** Either the step failed just now, or it took a port that somebody had to connect. */
function failureAt({ plan, draft }: Turn, chain: ActiveChain, { nodeId, unconnected }: FailScope): Failure {
  if (!unconnected) return chain.error!;
  const { port, code } = unconnected;
  const message = `"${nodeOf(plan, nodeId).label}" left by its port ${port}, and no edge leads on from there.`;
  return { code, message, nodeId, details: outputOf(draft, nodeId) };
}
