import type { MessageBody } from "./ports.ts";

/** What a rejection that leaves everything as it is tells the run: to end here, without undoing what it has done. */
export function leaveAsItIs({ by = "somebody", comment }: { readonly by?: string; readonly comment?: string }): MessageBody {
  const reason = comment === undefined ? "Rejected; what was done is left" : `Rejected; what was done is left: ${comment}`;
  return { type: "cancel", by, reason, compensate: false };
}
