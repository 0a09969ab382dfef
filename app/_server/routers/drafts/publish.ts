import "server-only";
import { z } from "zod";
import { notFound } from "../../errors-to-trpc.ts";
import { environment } from "../environments/environment-input.ts";
import { authorOf, draftName, editor, revision } from "./draft-input.ts";

const input = z.strictObject({
  ...draftName,
  revision,
  environment: environment.exactOptional(),
  note: z.string().trim().min(1).max(2_000).exactOptional(),
  /** Only what these people changed. */
  onlyOf: z.array(z.uuid()).min(1).max(100).exactOptional(),
  /** Without the review that is required; admins only, which the engine checks. */
  breakGlass: z.strictObject({ reason: z.string().trim().min(1).max(2_000) }).exactOptional(),
});

/** Problems of the flow, and what others changed meanwhile, are answers: the page shows them in place. */
export const publishDraft = editor.input(input).mutation(async ({ ctx, input: request }) => {
  const published = await ctx.engine.drafts.publish({ ...request, orgId: ctx.me.orgId, by: authorOf(ctx.me) });
  if (!published.ok && published.reason === "unknownFlow") throw notFound("flow", request.flowId);
  return published;
});
