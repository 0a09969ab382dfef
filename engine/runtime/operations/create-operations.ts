import type { RunOperations } from "../run-operations.ts";
import { exportRun, type ExportPorts } from "./export-run.ts";
import { createRunMessages } from "./operate-run.ts";
import { createOpenRuns, type MovePorts } from "./move-open-runs.ts";
import { redriveMany } from "./redrive-many.ts";
import { previewRedriveOf, redriveRun } from "./redrive-run.ts";
import { replayHistory } from "./replay-history.ts";
import { testOfStep } from "./test-of-step.ts";

export interface AllOperationPorts extends MovePorts, ExportPorts {}

/** The operations people do to runs, over the store and the queries of an engine. */
export function createRunOperations(ports: AllOperationPorts): RunOperations {
  return {
    ...createRunMessages(ports),
    ...createOpenRuns(ports),
    previewRedrive: (request) => previewRedriveOf(ports, request),
    redrive: (request) => redriveRun(ports, request),
    redriveMany: (request, options) => redriveMany(ports, request, options),
    replay: async (orgId, runId) => {
      const run = await ports.find(orgId, runId);
      return run && replayHistory(ports, orgId, run);
    },
    exportFile: (request) => exportRun(ports, request),
    testOfStep: async (step) => {
      const run = await ports.find(step.orgId, step.runId);
      return run && testOfStep(ports, run, step);
    },
    related: (orgId, runId) => ports.related(orgId, runId),
  };
}
