import "server-only";
import { z } from "zod";
import { signedInProcedure } from "../../trpc.ts";
import { requireDecided } from "./require-decided.ts";
import { jsonValue } from "../../json-input.ts";

const MAX_CHARACTERS = 256 * 1024;

const input = z.strictObject({
  approvalId: z.uuid(),
  shownHash: z.string().max(100),
  answer: jsonValue.refine((answer) => JSON.stringify(answer).length <= MAX_CHARACTERS, "is larger than 256 KB"),
});

/** Problems of the answer are an answer, not an error: the page shows them beside the fields. */
export const answerForm = signedInProcedure.input(input).mutation(async ({ ctx, input: { approvalId, answer, shownHash } }) => {
  const by = { id: ctx.me.userId, name: ctx.me.name, roles: [ctx.me.role] };
  const decision = { orgId: ctx.me.orgId, approvalId, decision: "answered", answer, shownHash, by } as const;
  const result = await ctx.engine.approvals.decide(decision);
  if (result.outcome === "invalid") return { ok: false as const, problems: result.problems };
  requireDecided(result, { what: "form", id: approvalId, role: ctx.me.role });
  return { ok: true as const };
});
