import type { CompiledFlow } from "../core/compile/flow-plan.ts";
import { replayRun } from "../core/machine/index.ts";
import { hasEnded, type RunStatus } from "../core/machine/run-event.ts";
import type { RunState } from "../core/machine/run-state.ts";
import { nextTimer } from "../hub/scenarios/next-timer.ts";
import type { LocalEngine } from "../memory/local-engine.ts";
import { singleMock, type Decision, type Mocks } from "./mocks.ts";

export interface Play {
  readonly engine: LocalEngine;
  readonly flow: CompiledFlow;
  readonly runId: string;
  readonly mocks: Mocks;
}

/** Moves a run on until it has ended or rests at something about which the test says nothing. */
export async function playRun(play: Play): Promise<RunStatus> {
  const { engine, flow, runId } = play;
  let status = await engine.settle(runId, { jump: false });
  while (!hasEnded(status)) {
    const state = replayRun(flow.plan, runId, await engine.events(runId));
    const moved = (await decideNext(play)) || (await sendNext(play, state));
    if (!moved && !timeMayPass(play, state)) break;
    status = await engine.settle(runId, { jump: moved ? false : "once" });
  }
  return status;
}

async function decideNext({ engine, runId, mocks }: Play): Promise<boolean> {
  for (const { approvalId, nodeId } of engine.pendingApprovals(runId)) {
    const said = decisionOf(mocks, nodeId);
    if (!said || said.type === "nobody") continue;
    const { type: decision, ...words } = said;
    const by = { name: "test", roles: [], isOperator: true };
    const result = await engine.decide({ approvalId, decision, by, ...words });
    if (result.outcome === "decided") return true;
    if (result.outcome === "invalid") throw new Error(result.problems.map(({ message }) => `${nodeId}: ${message}`).join("\n"));
  }
  return false;
}

async function sendNext({ engine, runId, mocks }: Play, { active }: RunState): Promise<boolean> {
  for (const { nodeId, signal, wakeUp } of Object.values(active)) {
    const said = singleMock(mocks, nodeId);
    if (signal === undefined || wakeUp || said?.type !== "message") continue;
    await engine.send(runId, { type: "signal", name: signal, payload: said.payload });
    return true;
  }
  return false;
}

/** Whoever says nothing about a task wants to see the run rest there. */
function timeMayPass({ mocks }: Play, state: RunState): boolean {
  const next = nextTimer(state);
  return next !== undefined && (!next.isTask || decisionOf(mocks, next.nodeId) !== undefined);
}

function decisionOf(mocks: Mocks, nodeId: string): Decision | undefined {
  const said = singleMock(mocks, nodeId);
  switch (said?.type) {
    case "approved":
    case "rejected":
    case "answered":
    case "nobody":
      return said;
    default:
      return undefined;
  }
}
