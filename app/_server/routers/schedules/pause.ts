import "server-only";
import { z } from "zod";
import { identifier } from "#engine/core/flow/flow-document.ts";
import { notFound } from "../../errors-to-trpc.ts";
import { withRole } from "../../trpc.ts";

const input = z.strictObject({ flowId: identifier, nodeId: identifier });
const operator = withRole("engineer", "admin").input(input);

export const pauseSchedule = operator.mutation(async ({ ctx, input: request }) => {
  const found = await ctx.engine.schedules.pause({ ...request, orgId: ctx.me.orgId, by: ctx.me.name });
  if (!found) throw notFound("schedule", `${request.flowId}.${request.nodeId}`);
});

export const resumeSchedule = operator.mutation(async ({ ctx, input: request }) => {
  const found = await ctx.engine.schedules.resume({ ...request, orgId: ctx.me.orgId, by: ctx.me.name });
  if (!found) throw notFound("schedule", `${request.flowId}.${request.nodeId}`);
});
