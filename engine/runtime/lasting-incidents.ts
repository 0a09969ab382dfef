import { hasEnded } from "../core/machine/run-event.ts";
import type { NewIncident } from "./incidents.ts";
import type { Checkpoint } from "./ports.ts";

/**
 * The incidents that a checkpoint opens: none for a run that was canceled, because somebody wanted its end, and no open
 * question of one that has ended.
 */
export function lastingIncidents({
  status,
  openIncidents = [],
}: Pick<Checkpoint, "status" | "openIncidents">): readonly NewIncident[] {
  if (status === "canceled") return [];
  return hasEnded(status) ? openIncidents.filter(({ kind }) => kind !== "undecided") : openIncidents;
}
