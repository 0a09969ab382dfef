import type { RunView } from "#components/shared/run-view/run-view.ts";

/** Calls that went out and have not been answered. */
export const callsInFlight = ({ open }: RunView): number =>
  Object.values(open).filter(
    ({ state, attempts }) => state === "running" && attempts.at(-1)?.endedAt === undefined && attempts.length > 0,
  ).length;
