import { durationMs } from "../../core/duration.ts";
import type { FlowDocument } from "../../core/flow/flow-document.ts";
import type { RespondPlan } from "../../runtime/engine.ts";

const LONGEST_WAIT = "PT30S";

/** How the caller of this trigger is answered; `undefined` when it is enough to know that the run is stored. */
export function respondPlan({ nodes }: FlowDocument, trigger: string): RespondPlan | undefined {
  const start = nodes.find(({ id }) => id === trigger);
  const { respond, wait = LONGEST_WAIT } = (start?.config ?? {}) as { readonly respond?: string; readonly wait?: string };
  if (start?.kind !== "trigger.webhook" || (respond !== "result" && respond !== "node")) return undefined;
  const answering = nodes.filter(({ kind }) => kind === "respond").map(({ id }) => id);
  return { mode: respond, nodes: answering, waitMs: durationMs(wait) };
}
