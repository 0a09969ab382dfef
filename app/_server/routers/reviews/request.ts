import "server-only";
import { z } from "zod";
import { notFound } from "../../errors-to-trpc.ts";
import { authorOf, draftName, editor, revision } from "../drafts/draft-input.ts";
import { environment } from "../environments/environment-input.ts";
import { said } from "./review-input.ts";

const input = z.strictObject({
  ...draftName,
  revision,
  environment: environment.exactOptional(),
  note: said.max(2_000).exactOptional(),
  /** Only what these people changed. */
  onlyOf: z.array(z.uuid()).min(1).max(100).exactOptional(),
});

/** As with publishing, what is wrong with the flow is an answer: the page shows it in place. */
export const requestReview = editor.input(input).mutation(async ({ ctx, input: request }) => {
  const requested = await ctx.engine.reviews.request({ ...request, orgId: ctx.me.orgId, by: authorOf(ctx.me) });
  if (!requested.ok && requested.reason === "unknownFlow") throw notFound("flow", request.flowId);
  return requested;
});
