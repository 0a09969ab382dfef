import "server-only";
import { z } from "zod";
import { refused } from "../../errors-to-trpc.ts";
import { signedInProcedure } from "../../trpc.ts";
import { requireDecided } from "./require-decided.ts";

const input = z.strictObject({
  approvalId: z.uuid(),
  decision: z.enum(["approved", "rejected"]),
  comment: z.string().trim().min(1).max(2_000).exactOptional(),
});

/** Whether this person's role may decide is checked by the engine, in the transaction that records the decision. */
export const decideApproval = signedInProcedure.input(input).mutation(async ({ ctx, input: request }) => {
  const by = { id: ctx.me.userId, name: ctx.me.name, roles: [ctx.me.role] };
  const result = await ctx.engine.approvals.decide({ ...request, orgId: ctx.me.orgId, by });
  if (result.outcome === "invalid") throw refused(result.problems.map(({ message, fix }) => `${message} ${fix}`).join(" "));
  requireDecided(result, { what: "approval", id: request.approvalId, role: ctx.me.role });
});
