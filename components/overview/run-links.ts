import { PRODUCTION } from "#engine/core/environment/environment.ts";
import { hasEnded, runStatuses, type RunStatus } from "#engine/core/machine/run-event.ts";
import { writeRunFilter, type FilterChange } from "#components/shared/run-list/run-filter.ts";
import type { Period } from "./period.ts";

export const ended: RunStatus[] = runStatuses.filter(hasEnded);
/** A run that people canceled did not fail. */
export const endedBadly: RunStatus[] = ended.filter((status) => status !== "completed" && status !== "canceled");

/** The address of exactly the runs behind a figure: both count the runs of production, each for the moment it began. */
export const runsHref = ({ since, until }: Period, filter: FilterChange = {}): string =>
  `/runs${writeRunFilter({ status: ended, environment: PRODUCTION, ...filter, time: { since, until } })}`;

/** The address of the decisions of a period, or of those among them that had a due time. */
export const decidedHref = ({ since, until }: Period, withDue: boolean): string =>
  `/approvals?${new URLSearchParams({ show: "decided", since, until, ...(withDue ? { due: "1" } : {}) }).toString()}`;
