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
  if (result.outcome !== "alreadyDecided") return;
  const how = WORDS[result.status] ?? `already ${result.status}`;
  throw conflict(`This ${what} was ${how}${result.by ? ` by ${result.by}` : ""}; your answer was not recorded.`);
}

const WORDS: Readonly<Record<string, string>> = {
  timedOut: "not decided in time",
  closed: "closed, because the run no longer needs it",
};
