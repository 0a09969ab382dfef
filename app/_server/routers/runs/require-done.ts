import "server-only";
import type { Refused } from "#engine/index.ts";
import { TRPCError } from "@trpc/server";
import { conflict } from "../../errors-to-trpc.ts";

/** An operation that a run does not take is told to the person who asked for it. */
export function requireDone(result: { readonly ok: true } | Refused): void {
  if (result.ok) return;
  const { code, message, fix } = result.refusal;
  if (code === "unknownRun") throw new TRPCError({ code: "NOT_FOUND", message: `${message} ${fix}` });
  throw conflict(`${message} ${fix}`);
}
