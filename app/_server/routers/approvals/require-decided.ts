import "server-only";
import type { DecideResult } from "#engine/index.ts";
import { conflict, forbidden, notFound } from "../../errors-to-trpc.ts";

interface Task {
  readonly what: "approval" | "form";
  readonly id: string;
  /** Of the person who decided. */
  readonly role: string;
}

/** Says why a decision did not count: the task does not exist, is not theirs to decide, or was decided before. */
export function requireDecided(result: DecideResult, { what, id, role }: Task): void {
  if (result.outcome === "unknown") throw notFound(what, id);
  if (result.outcome === "forbidden") throw forbidden(role, result.roles);
  if (result.outcome === "changed") throw conflict(CHANGED[result.because]);
  if (result.outcome === "linkInvalid") throw conflict(LINK_INVALID);
  if (result.outcome === "notNow") throw conflict(NOT_NOW[result.why]);
  if (result.outcome !== "alreadyDecided") return;
  const how = WORDS[result.status] ?? `already ${result.status}`;
  throw conflict(`This ${what} was ${how}${result.by ? ` by ${result.by}` : ""}; your answer was not recorded.`);
}

const CHANGED = {
  flow: "The flow was changed while this was open, so what you were shown is no longer what there is to decide. Look at it again; your answer was not recorded.",
  run: "The run is being taken back or canceled at this moment, so this question no longer counts. It is asked again if the run comes here again.",
} as const;

const LINK_INVALID =
  "This link was for somebody else, was used before, or is too old. Open the approval in your inbox; your answer was not recorded.";

const NOT_NOW = {
  ownRun: "You started this run or changed its data, so somebody else has to decide about it.",
  signed: "You have given your answer already; others have to agree as well.",
  full: "Enough people of your role have agreed already; this waits for others.",
  notYet: "Others are asked first; you are asked when they have agreed.",
} as const;

const WORDS: Readonly<Record<string, string>> = {
  timedOut: "not decided in time",
  closed: "closed, because the run no longer needs it",
};
