import "server-only";
import { z } from "zod";
import { identifier } from "#engine/core/flow/flow-document.ts";
import { canMatch, runSearch } from "./list.ts";
import { operator } from "./operation-input.ts";
import { requireDone } from "./require-done.ts";
import { jsonValue } from "../../json-input.ts";

const shape = {
  runId: z.uuid(),
  from: z.discriminatedUnion("from", [
    z.strictObject({ from: z.literal("failure") }),
    z.strictObject({ from: z.literal("start") }),
    z.strictObject({ from: z.literal("node"), nodeId: identifier }),
    z.strictObject({ from: z.literal("event"), seq: z.int().min(1) }),
  ]),
  mode: z.enum(["rewind", "fork"]),
  version: z.union([z.enum(["same", "latest"]), z.int().min(1)]).exactOptional(),
  edits: z.strictObject({ input: jsonValue.exactOptional() }).exactOptional(),
};

export const previewRedrive = operator.input(z.strictObject(shape)).query(async ({ ctx, input }) => {
  const result = await ctx.engine.runs.previewRedrive({ ...input, orgId: ctx.me.orgId });
  requireDone(result);
  return result.ok ? result.plan : undefined;
});

/** What a person can watch over in one go; more is the work of `omnilink redrive`. */
const MOST_AT_ONCE = 500;

/** One that fails again is the last in line, so that the next 500 are others. One more tells whether there are more. */
const longestOpen = MOST_AT_ONCE + 1;

const NOTHING = { matched: 0, redriven: [], refused: [], isMore: false };

/** Which of the runs that a search finds could go on from their failure, oldest first. Nothing is done. */
export const previewRedriveMany = operator
  .input(z.strictObject({ ...runSearch, likeIncident: z.uuid().exactOptional(), mode: shape.mode }))
  .query(({ ctx, input: { mode, ...filter } }) => {
    if (!canMatch(filter)) return NOTHING;
    const found = filter.likeIncident === undefined ? filter : { ...filter, longestOpen };
    const all = { orgId: ctx.me.orgId, by: ctx.me.name, filter: found, limit: MOST_AT_ONCE, perSecond: 1, dryRun: true };
    return ctx.engine.runs.redriveMany({ ...all, from: { from: "failure" }, mode });
  });

const order = z.strictObject({
  ...shape,
  reason: z.string().trim().max(500).exactOptional(),
  /** Made by the page when the dialog opens, so that a repeated request makes one fork. */
  requestKey: z.uuid(),
});

/** Problems are an answer, not an error: the page shows them in place. */
export const redriveRun = operator
  .input(order)
  .mutation(({ ctx, input }) => ctx.engine.runs.redrive({ ...input, orgId: ctx.me.orgId, by: ctx.me.name, byId: ctx.me.userId }));
