import "server-only";
import { z } from "zod";
import type { DecideResult } from "#engine/index.ts";
import { conflict, forbidden, notFound } from "../../errors-to-trpc.ts";
import { signedInProcedure } from "../../trpc.ts";

const input = z.strictObject({
  approvalId: z.uuid(),
  decision: z.enum(["approved", "rejected"]),
  comment: z.string().trim().min(1).max(2_000).exactOptional(),
});

/** Whether this person's role may decide is checked by the engine, in the transaction that records the decision. */
export const decideApproval = signedInProcedure.input(input).mutation(async ({ ctx, input: request }) => {
  const by = { id: ctx.me.userId, name: ctx.me.name, roles: [ctx.me.role] };
  const result = await ctx.engine.approvals.decide({ ...request, orgId: ctx.me.orgId, by });
  requireDecided(result, request.approvalId, ctx.me.role);
});

function requireDecided(result: DecideResult, approvalId: string, role: string): void {
  if (result.outcome === "unknown") throw notFound("approval", approvalId);
  if (result.outcome === "forbidden") throw forbidden(role, result.roles);
  if (result.outcome !== "alreadyDecided") return;
  throw conflict(
    `This approval was already ${result.status}${result.by ? ` by ${result.by}` : ""}; your answer was not recorded.`,
  );
}
