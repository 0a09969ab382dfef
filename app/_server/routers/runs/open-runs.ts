import "server-only";
import { TRPCError } from "@trpc/server";
import { z } from "zod";
import { identifier } from "#engine/core/flow/flow-document.ts";
import { environment } from "../environments/environment-input.ts";
import { operator } from "./operation-input.ts";

/** What a person can watch over in one go; more is the work of `omnilink deploy --open-runs`. */
const MOST_AT_ONCE = 200;

const place = { flowId: identifier, environment: environment.exactOptional() };
const order = z.strictObject({ ...place, reason: z.string().trim().max(500).exactOptional() });

/** Which open runs of older versions would go on with the live one, oldest first. Nothing is done. */
export const previewMove = operator
  .input(z.strictObject(place))
  .query(async ({ ctx, input }) =>
    found(input.flowId, await ctx.engine.runs.previewMove({ ...input, orgId: ctx.me.orgId, limit: MOST_AT_ONCE })),
  );

export const moveOpenRuns = operator.input(order).mutation(async ({ ctx, input }) => {
  const request = { ...input, orgId: ctx.me.orgId, by: ctx.me.name, limit: MOST_AT_ONCE };
  return found(input.flowId, await ctx.engine.runs.moveOpenRuns(request));
});

export const cancelOlderRuns = operator.input(order).mutation(async ({ ctx, input }) => {
  const request = { ...input, orgId: ctx.me.orgId, by: ctx.me.name, limit: MOST_AT_ONCE };
  return found(input.flowId, await ctx.engine.runs.cancelOlderRuns(request));
});

function found<Answer>(flowId: string, answer: Answer | undefined): Answer {
  if (answer !== undefined) return answer;
  throw new TRPCError({ code: "NOT_FOUND", message: `No version of "${flowId}" is live there. Publish it first.` });
}
