import "server-only";
import { tracked } from "@trpc/server";
import { z } from "zod";
import { notFound } from "../../errors-to-trpc.ts";
import { memberStream } from "../../member-stream.ts";
import { signedInProcedure } from "../../trpc.ts";
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
  const { flowId, clientId } = request;
  const name = { orgId: ctx.me.orgId, flowId };
  const { drafts } = ctx.engine;
  if (!(await drafts.open(name.orgId, flowId))) throw notFound("flow", flowId);
  const afterRevision = Math.max(request.afterRevision, Number(request.lastEventId ?? 0));
  const news = memberStream(ctx, signal, (until) => drafts.follow({ ...name, afterRevision, clientId, signal: until }));
  for await (const one of news) yield tracked(String(one.revision), one);
});
