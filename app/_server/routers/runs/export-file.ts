import "server-only";
import { z } from "zod";
import { notFound, refused } from "../../errors-to-trpc.ts";
import { signedInProcedure } from "../../trpc.ts";

const field = z.string().trim().min(1).max(200);
const input = z.strictObject({ runId: z.uuid(), mask: z.array(field).max(50) });

/** A page holds the file in memory; the command line writes larger ones. */
const MOST_CHARACTERS = 50_000_000;

/** Whoever may look at a run may take it along, without what is sensitive in it. */
export const exportFile = signedInProcedure.input(input).query(async ({ ctx, input: { runId, mask } }) => {
  const file = await ctx.engine.runs.exportFile({ orgId: ctx.me.orgId, runId, mask });
  if (!file) throw notFound("run", runId);
  const text = JSON.stringify(file, null, 2);
  if (text.length > MOST_CHARACTERS)
    throw refused(`This run is too long for a download. Write it with: npx omnilink runs export ${runId} --out run.json`);
  return { path: `run-${runId}.json`, text, events: file.events.length, redaction: file.redaction };
});
