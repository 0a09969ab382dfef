import { hasEnded } from "../core/machine/run-event.ts";
import { lastingIncidents } from "../runtime/lasting-incidents.ts";
import type { Checkpoint } from "../runtime/ports.ts";
import { QUARANTINED_AFTER } from "../runtime/quarantine.ts";
import type { MemoryDatabase, MemoryIncident, MemoryRun } from "./memory-database.ts";

/** Closes and opens the incidents of a run, as its checkpoint says. */
export function keepIncidents(database: MemoryDatabase, run: MemoryRun, checkpoint: Checkpoint): void {
  const open = database.incidents.filter((incident) => incident.runId === run.runId && incident.status === "open");
  for (const { nodeId, visit, resolution } of checkpoint.closeIncidents ?? []) {
    for (const incident of open) if (incident.nodeId === nodeId && incident.visit === visit) resolve(incident, resolution);
  }
  if (hasEnded(run.status)) {
    for (const incident of open) if (incident.status === "open" && isQuestion(incident)) resolve(incident, run.status);
  }
  for (const { kind, nodeId, visit, failure } of lastingIncidents(checkpoint)) {
    database.incidents.push({ runId: run.runId, kind, nodeId, visit, failure, status: "open", resolution: undefined });
  }
}

/** Only a run that has not ended waits for an answer. */
const isQuestion = ({ kind }: MemoryIncident): boolean => kind === "undecided" || kind === "quarantined";

function resolve(incident: MemoryIncident, resolution: string): void {
  incident.status = "resolved";
  incident.resolution = resolution;
}

/** Takes a run from the process that gives it up, and sets it aside when that happens again and again without progress. */
export function abandonRun(database: MemoryDatabase, poolId: string, runId: string, reason: string): void {
  const run = database.runs.get(runId);
  if (!run || run.owner !== poolId) return;
  const seq = run.events.length;
  const times = run.crashes.seq === seq ? run.crashes.count + 1 : 1;
  run.owner = undefined;
  run.epoch++;
  run.crashes = { count: times, seq };
  run.status = times >= QUARANTINED_AFTER ? "paused" : "queued";
  if (times < QUARANTINED_AFTER) return;
  const message = `The run was set aside: it was given up ${times} times in a row without getting past event ${seq}. The last time: ${reason}`;
  const failure = { code: "run/quarantined", message, retryable: false, details: { times, seq, reason } };
  const place = { runId, nodeId: undefined, visit: undefined };
  database.incidents.push({ ...place, kind: "quarantined", failure, status: "open", resolution: undefined });
}
