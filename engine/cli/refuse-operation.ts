import type { Refused } from "../runtime/run-operations.ts";
import { CommandStop } from "./command-stop.ts";

/** Throws when an operation on a run was refused. */
export function refuseOperation(result: { readonly ok: true } | Refused): void {
  if (!result.ok) throw new CommandStop(result.refusal.message, result.refusal.fix);
}
