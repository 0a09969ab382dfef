import type { RunEvent } from "../../core/machine/run-event.ts";
import type { LoadedFlow } from "../ports.ts";
import type { RunSummary } from "../engine.ts";
import type { ReplayReport } from "../run-operations.ts";
import { replayEvents } from "./replay-events.ts";
import { versionOf, type OperationPorts } from "./operation-ports.ts";

/** Whether the engine of today gives the stored history of a run, and what is stored of it besides. */
export async function replayHistory(ports: OperationPorts, orgId: string, run: RunSummary): Promise<ReplayReport> {
  const events = await ports.store.readEvents(run.runId, 0);
  const versions = await versionsOf(ports, orgId, run, events);
  const kept = await ports.snapshot(orgId, run.runId);
  return replayEvents(ports, { orgId, run, events, versions, kept });
}

/** The versions the run went through, in their order: one, unless it was moved. */
export async function versionsOf(
  ports: OperationPorts,
  orgId: string,
  run: RunSummary,
  events: readonly RunEvent[],
): Promise<readonly LoadedFlow[]> {
  const numbers = events.flatMap((event) => (event.type === "run.moved" ? [event.data.from] : []));
  return Promise.all([...numbers, run.version].map((version) => versionOf(ports, orgId, { ...run, version })));
}
