import "server-only";
import { tracked } from "@trpc/server";
import { z } from "zod";
import { notFound, signedOut } from "../../errors-to-trpc.ts";
import { signedInProcedure } from "../../trpc.ts";
import { watchMembership } from "../../watch-membership.ts";

const input = z.strictObject({
  runId: z.uuid(),
  /** Sequence number of the last event the page has; 0 for all. */
  afterSeq: z.int().min(0),
  /** Set by the client when the stream breaks and it connects again. */
  lastEventId: z.string().regex(/^\d+$/).nullish(),
});

/** The events of a run as they are committed, in batches tracked by the last sequence number of each. Ends with the run or the membership. */
export const runEvents = signedInProcedure.input(input).subscription(async function* ({ ctx, input: request, signal }) {
  const { runId } = request;
  if (!(await ctx.engine.runs.get(ctx.me.orgId, runId))) throw notFound("run", runId);
  const membership = watchMembership(ctx.engine.people.membership, ctx.me);
  try {
    const afterSeq = Math.max(request.afterSeq, Number(request.lastEventId ?? 0));
    const until = AbortSignal.any([membership.gone, ...(signal ? [signal] : [])]);
    for await (const events of ctx.engine.runs.watch(ctx.me.orgId, runId, afterSeq, until))
      yield tracked(String(events.at(-1)!.seq), events);
    if (membership.gone.aborted) throw signedOut();
  } finally {
    membership.stop();
  }
});
