import "server-only";
import { z } from "zod";
import { signedInProcedure } from "../../trpc.ts";
import { incidentSearch } from "./list.ts";

const input = z.strictObject({
  ...incidentSearch,
  order: z.enum(["newest", "oldest"]).default("newest"),
  /** Groups that come after the one with this incident. */
  cursor: z.uuid().nullish(),
});

export const listIncidentGroups = signedInProcedure
  .input(input)
  .query(({ ctx, input: { cursor, direction: _direction, ...filter } }) =>
    ctx.engine.incidents.groups(ctx.me.orgId, { ...filter, ...(cursor ? { after: cursor } : {}) }),
  );
