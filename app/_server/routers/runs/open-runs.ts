import "server-only";
import { TRPCError } from "@trpc/server";
import { z } from "zod";
import { identifier } from "#engine/core/flow/flow-document.ts";
import { environment } from "../environments/environment-input.ts";
import { operator } from "./operation-input.ts";

/** Runs that one request looks at; the page goes on behind the last one, and says how far it has come. */
const MOST_LOOKED_AT = 200;
/** Canceling is one statement per batch, so a request takes more of them. */
const MOST_CANCELED = 500;

const place = { flowId: identifier, environment: environment.exactOptional() };
const order = z.strictObject({ ...place, after: z.uuid().exactOptional(), reason: z.string().trim().max(500).exactOptional() });

/** Which open runs of other versions would go on with the live one, oldest first. Nothing is done. */
export const previewMove = operator
  .input(z.strictObject(place))
  .query(async ({ ctx, input }) =>
    found(input.flowId, await ctx.engine.runs.previewMove({ ...input, orgId: ctx.me.orgId, limit: MOST_LOOKED_AT })),
  );

export const moveOpenRuns = operator.input(order).mutation(async ({ ctx, input }) => {
  const request = { ...input, orgId: ctx.me.orgId, by: ctx.me.name, limit: MOST_LOOKED_AT };
  return found(input.flowId, await ctx.engine.runs.moveOpenRuns(request));
});

export const cancelOpenRuns = operator.input(order).mutation(async ({ ctx, input }) => {
  const request = { ...input, orgId: ctx.me.orgId, by: ctx.me.name, limit: MOST_CANCELED };
  return found(input.flowId, await ctx.engine.runs.cancelOpenRuns(request));
});

function found<Answer>(flowId: string, answer: Answer | undefined): Answer {
  if (answer !== undefined) return answer;
  throw new TRPCError({ code: "NOT_FOUND", message: `No version of "${flowId}" is live there. Publish it first.` });
}
