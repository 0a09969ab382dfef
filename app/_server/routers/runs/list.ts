import "server-only";
import { z } from "zod";
import { identifier } from "#engine/core/flow/flow-document.ts";
import { runStatuses } from "#engine/core/machine/run-event.ts";
import { signedInProcedure } from "../../trpc.ts";

const input = z.strictObject({
  flowId: identifier.exactOptional(),
  status: z.array(z.enum(runStatuses)).max(runStatuses.length).exactOptional(),
  text: z.string().trim().max(200).exactOptional(),
  /** Runs older than this run id. */
  cursor: z.uuid().nullish(),
  limit: z.int().min(1).max(100).default(30),
  /** Sent by the infinite query of the client; runs are only paged backwards. */
  direction: z.literal("forward").exactOptional(),
});

export const listRuns = signedInProcedure
  .input(input)
  .query(({ ctx, input: { cursor, direction: _direction, ...filter } }) =>
    ctx.engine.runs.list(ctx.me.orgId, { ...filter, ...(cursor ? { before: cursor } : {}) }),
  );
