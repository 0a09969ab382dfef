import "server-only";
import { tracked } from "@trpc/server";
import { z } from "zod";
import { notFound } from "../../errors-to-trpc.ts";
import { memberStream } from "../../member-stream.ts";
import { signedInProcedure } from "../../trpc.ts";

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
  const afterSeq = Math.max(request.afterSeq, Number(request.lastEventId ?? 0));
  const { runs } = ctx.engine;
  for await (const events of memberStream(ctx, signal, (until) => runs.watch(ctx.me.orgId, runId, afterSeq, until)))
    yield tracked(String(events.at(-1)!.seq), events);
});
