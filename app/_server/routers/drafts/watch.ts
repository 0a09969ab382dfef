import "server-only";
import { tracked } from "@trpc/server";
import { z } from "zod";
import { notFound, signedOut } from "../../errors-to-trpc.ts";
import { signedInProcedure } from "../../trpc.ts";
import { watchMembership } from "../../watch-membership.ts";
import { clientId, draftName, revision } from "./draft-input.ts";

const input = z.strictObject({
  ...draftName,
  clientId,
  afterRevision: revision,
  /** Set by the client when the stream breaks and it connects again. */
  lastEventId: z.string().regex(/^\d+$/).nullish(),
});

/** Edits as they are accepted, who is here, and what goes live; tracked by revision, so a broken line leaves no gap. */
export const watchDraft = signedInProcedure.input(input).subscription(async function* ({ ctx, input: request, signal }) {
  const { flowId } = request;
  const name = { orgId: ctx.me.orgId, flowId };
  if (!(await ctx.engine.drafts.open(name.orgId, flowId))) throw notFound("flow", flowId);
  const membership = watchMembership(ctx.engine.people.membership, ctx.me);
  try {
    const afterRevision = Math.max(request.afterRevision, Number(request.lastEventId ?? 0));
    const until = AbortSignal.any([membership.gone, ...(signal ? [signal] : [])]);
    const news = ctx.engine.drafts.follow({ ...name, afterRevision, clientId: request.clientId, signal: until });
    for await (const one of news) yield tracked(String(one.revision), one);
    if (membership.gone.aborted) throw signedOut();
  } finally {
    membership.stop();
  }
});
