import "server-only";
import { z } from "zod";
import { identifier } from "#engine/core/flow/flow-document.ts";
import { signedInProcedure } from "../../trpc.ts";

/** Which incidents somebody looks for, one by one or in groups. */
export const incidentSearch = {
  status: z.enum(["open", "resolved", "discarded"]),
  flowId: identifier.exactOptional(),
  kind: z.enum(["failed", "undecided", "undoFailed", "quarantined"]).exactOptional(),
  /** Only those with the cause of this incident. */
  like: z.uuid().exactOptional(),
  limit: z.int().min(1).max(100).default(30),
  /** Sent by the infinite query of the client; there is no way back from a page. */
  direction: z.literal("forward").exactOptional(),
};

const input = z.strictObject({
  ...incidentSearch,
  /** Incidents older than this one. */
  cursor: z.uuid().nullish(),
});

export const listIncidents = signedInProcedure
  .input(input)
  .query(({ ctx, input: { cursor, direction: _direction, ...filter } }) =>
    ctx.engine.incidents.list(ctx.me.orgId, { ...filter, ...(cursor ? { before: cursor } : {}) }),
  );
