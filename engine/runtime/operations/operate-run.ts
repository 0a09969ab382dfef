import { randomUUID } from "node:crypto";
import { replayRun } from "../../core/machine/index.ts";
import { hasEnded } from "../../core/machine/run-event.ts";
import type { ActiveStep, RunState } from "../../core/machine/run-state.ts";
import type { RunSummary } from "../engine.ts";
import type { MessageBody } from "../ports.ts";
import type { OperationRequest, OperationResult, RunOperations, StepDecision } from "../run-operations.ts";
import { versionOf, type OperationPorts } from "./operation-ports.ts";
import { alreadyEnded, posted, quarantined, refused, unknownRun } from "./refusals.ts";

type Operations = Pick<RunOperations, "pause" | "resume" | "cancel" | "decideStep" | "resumeUndo">;

/** Operations that are one message to the run. What is refused here would be passed over in silence there. */
export function createRunMessages(ports: OperationPorts): Operations {
  return {
    pause: (request) => pause(ports, request),
    resume: (request) => resume(ports, request),
    cancel: (request) => cancel(ports, request),
    decideStep: (request) => decideStep(ports, request),
    resumeUndo: (request) => resumeUndo(ports, request),
  };
}

async function pause(ports: OperationPorts, request: OperationRequest): Promise<OperationResult> {
  const run = await ports.find(request.orgId, request.runId);
  if (!run) return unknownRun(request.runId);
  if (hasEnded(run.status)) return alreadyEnded(run);
  if (run.status === "paused")
    return refused("alreadyPaused", `Run ${run.runId} is paused already.`, "Resume it when it is to go on.");
  return send(ports, run, request, { type: "pause", ...actorOf(request) });
}

async function resume(ports: OperationPorts, request: OperationRequest): Promise<OperationResult> {
  const run = await ports.find(request.orgId, request.runId);
  if (!run) return unknownRun(request.runId);
  if (hasEnded(run.status)) return alreadyEnded(run);
  if (await ports.isQuarantined(request.orgId, run.runId)) return quarantined(run.runId);
  if (run.status !== "paused" && !(await stateOf(ports, request.orgId, run)).paused)
    return refused("notPaused", `Run ${run.runId} is not paused.`, "There is nothing to resume.");
  return send(ports, run, request, { type: "resume", ...actorOf(request) });
}

type Cancel = Parameters<RunOperations["cancel"]>[0];

async function cancel(ports: OperationPorts, request: Cancel): Promise<OperationResult> {
  const run = await ports.find(request.orgId, request.runId);
  if (!run) return unknownRun(request.runId);
  if (hasEnded(run.status)) return alreadyEnded(run);
  if (await ports.isQuarantined(request.orgId, run.runId)) return quarantined(run.runId);
  const { compensate, force = false } = request;
  const how = { compensate: compensate && !force, ...(force ? { force } : {}) };
  return send(ports, run, request, { type: "cancel", ...actorOf(request), ...how });
}

async function decideStep(ports: OperationPorts, request: StepDecision): Promise<OperationResult> {
  const run = await ports.find(request.orgId, request.runId);
  if (!run) return unknownRun(request.runId);
  if (hasEnded(run.status)) return alreadyEnded(run);
  const step = undecidedStep(await stateOf(ports, request.orgId, run), request);
  if (!step) return notUndecided(request);
  const { verdict, output } = request;
  const withOutput = verdict === "done" && output !== undefined ? { output } : {};
  const { nodeId, visit } = step;
  return send(ports, run, request, { type: "verdict", nodeId, visit, verdict, ...withOutput, ...actorOf(request) });
}

type ResumeUndo = Parameters<RunOperations["resumeUndo"]>[0];

/** Of two people who do this at the same moment, one is told about the other. */
async function resumeUndo({ find, store }: OperationPorts, request: ResumeUndo): Promise<OperationResult> {
  const run = await find(request.orgId, request.runId);
  if (!run) return unknownRun(request.runId);
  if (run.status !== "compensation_incomplete") {
    const message = `Run ${run.runId} is ${run.status.replaceAll("_", " ")}: no undo of it has failed for good.`;
    return refused("noFailedUndo", message, "A step that waits for a decision is decided instead.");
  }
  const body = { type: "resumeUndo", waive: request.waive, ...actorOf(request) } as const;
  const result = await store.reopen({ runId: run.runId, dedupeKey: `resumeUndo:${run.seq}`, body });
  return result === "duplicate" ? raced(run.runId) : posted(result, run);
}

async function send(
  { store }: OperationPorts,
  run: RunSummary,
  { dedupeKey = randomUUID() }: OperationRequest,
  body: MessageBody,
): Promise<OperationResult> {
  return posted(await store.post({ runId: run.runId, dedupeKey: `${body.type}:${dedupeKey}`, body }), run);
}

export const actorOf = ({ by, reason }: { readonly by: string; readonly reason?: string }) => ({
  by,
  ...(reason === undefined ? {} : { reason }),
});

export const raced = (runId: string): OperationResult & { readonly ok: false } =>
  refused("raced", `Somebody else has just sent run ${runId} on.`, "Look at what it does now before you repeat this.");

async function stateOf(ports: OperationPorts, orgId: string, run: RunSummary): Promise<RunState> {
  const { plan } = await versionOf(ports, orgId, run);
  return replayRun(plan, run.runId, await ports.store.readEvents(run.runId, 0));
}

function undecidedStep({ active }: RunState, { nodeId, visit }: StepDecision): ActiveStep | undefined {
  return Object.values(active).find(
    (step) => step.phase === "undecided" && step.nodeId === nodeId && (visit === undefined || step.visit === visit),
  );
}

function notUndecided({ runId, nodeId, visit }: StepDecision): OperationResult {
  const which = visit === undefined ? `Step "${nodeId}"` : `Visit ${visit} of step "${nodeId}"`;
  const message = `${which} of run ${runId} does not wait for a decision.`;
  return refused("notUndecided", message, "Look at the run: somebody may have decided, or it may have been given up.");
}
