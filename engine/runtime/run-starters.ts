import type { Starter } from "../core/approval/tally.ts";
import type { RunEvent } from "../core/machine/run-event.ts";
import type { MessageBody } from "./ports.ts";

type Started = Extract<RunEvent, { type: "run.started" }>["data"];

/** Who started a run, as its first event says. A fork is started by whoever forked. */
export const starterOf = ({ startedBy, startedById }: Pick<Started, "startedBy" | "startedById">): Starter =>
  person(startedBy, startedById);

/** Who took a run back with other data has a hand in what it works on, as much as who started it. */
export function starterInMail(body: MessageBody): Starter | undefined {
  if (body.type !== "rewind" || Object.keys(body.edits).length === 0) return undefined;
  return person(body.by, body.byId);
}

const person = (name: string | undefined, id: string | undefined): Starter => ({
  ...(name === undefined ? {} : { name }),
  ...(id === undefined ? {} : { id }),
});
