import "server-only";
import { z } from "zod";
import { refused } from "../../errors-to-trpc.ts";
import { signedInProcedure } from "../../trpc.ts";
import { requireDecided } from "./require-decided.ts";
import { jsonObject } from "../../json-input.ts";

const MAX_CHARACTERS = 256 * 1024;

const input = z.strictObject({
  approvalId: z.uuid(),
  decision: z.enum(["approved", "rejected", "changesRequested"]),
  comment: z.string().trim().min(1).max(2_000).exactOptional(),
  /** With a rejection: end the run here and leave what it has done. */
  leaveDone: z.boolean().exactOptional(),
  /** Members of the details that were changed, with an approval. */
  edited: jsonObject.refine((edited) => JSON.stringify(edited).length <= MAX_CHARACTERS, "is larger than 256 KB").exactOptional(),
  /** Of what the person was shown; the decision counts for nothing else. */
  shownHash: z.string().max(100),
  linkToken: z.string().min(1).max(100).exactOptional(),
});

/** Whether this person may decide is checked by the engine, in the transaction that records the decision. */
export const decideApproval = signedInProcedure.input(input).mutation(async ({ ctx, input: { edited, ...request } }) => {
  const by = { id: ctx.me.userId, name: ctx.me.name, roles: [ctx.me.role] };
  const changes = edited === undefined ? {} : { answer: edited };
  const result = await ctx.engine.approvals.decide({ ...request, ...changes, orgId: ctx.me.orgId, by });
  if (result.outcome === "invalid") throw refused(result.problems.map(({ message, fix }) => `${message} ${fix}`).join(" "));
  requireDecided(result, { what: "approval", id: request.approvalId, role: ctx.me.role });
  return result.outcome === "counted" ? { isDecided: false, signed: result.signed, needed: result.needed } : { isDecided: true };
});
