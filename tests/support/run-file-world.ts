import { compileFlow } from "#engine/core/compile/compile-flow.ts";
import type { FlowDocument } from "#engine/core/flow/flow-document.ts";
import type { RunEvent } from "#engine/core/machine/run-event.ts";
import { replayRun } from "#engine/core/machine/index.ts";
import { LARGEST_VALUE, runFileOf, type RunFileChoices } from "#engine/core/run-file/write-run-file.ts";
import type { RunFile, WholeRun } from "#engine/core/run-file/run-file.ts";
import { compileVersion } from "#engine/host/compile-version.ts";
import { idleExecutors } from "#engine/host/idle-executors.ts";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import { replayRunFile } from "#engine/runtime/operations/replay-run-file.ts";
import type { ReplayReport } from "#engine/runtime/run-operations.ts";
import { systemClock } from "#engine/runtime/system-clock.ts";

/** Everything about a run of one version, as an engine would collect it. */
export function wholeRun(document: FlowDocument, runId: string, events: readonly RunEvent[]): WholeRun {
  const { plan } = compileFlow(document, nodeDefinitions);
  if (!plan) throw new Error("The flow of the run is not valid.");
  const { status, seq, startedAt } = replayRun(plan, runId, events);
  const run = { runId, flowId: document.id, flowName: document.name, version: 1, status, seq, startedAt };
  const version = { flowId: document.id, version: 1, contentHash: plan.contentHash, document };
  return { engine: "1.2.3", exportedAt: startedAt, run, versions: [version], subFlows: [], events, itemPages: [] };
}

export const fileOf = (whole: WholeRun, choices: Partial<RunFileChoices> = {}): RunFile =>
  runFileOf(whole, { names: [], largest: LARGEST_VALUE, ...choices }, nodeDefinitions);

export const replayFile = (file: RunFile): Promise<ReplayReport> =>
  replayRunFile(
    { executors: idleExecutors(), clock: systemClock },
    file,
    file.versions.map(({ document }) => compileVersion(document)),
  );
