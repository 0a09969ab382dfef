import "server-only";
import { z } from "zod";
import { identifier } from "#engine/core/flow/flow-document.ts";
import { notFound } from "../../errors-to-trpc.ts";
import { signedInProcedure } from "../../trpc.ts";

const input = z.strictObject({ flowId: identifier, version: z.int().min(1).exactOptional() });

export const getFlow = signedInProcedure.input(input).query(async ({ ctx, input: { flowId, version } }) => {
  const flow = await ctx.engine.flows.get(ctx.me.orgId, flowId, version);
  if (!flow) throw notFound(version === undefined ? "flow" : `version ${version} of the flow`, flowId);
  return flow;
});
