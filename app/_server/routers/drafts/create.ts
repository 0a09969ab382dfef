import "server-only";
import { z } from "zod";
import { identifier } from "#engine/core/flow/flow-document.ts";
import { conflict } from "../../errors-to-trpc.ts";
import { authorOf, editor, flowName } from "./draft-input.ts";

const input = z.strictObject({
  name: flowName,
  /** Default: made from the name. */
  flowId: identifier.exactOptional(),
  /** A flow whose live version is copied. */
  from: identifier.exactOptional(),
});

export const createFlow = editor.input(input).mutation(async ({ ctx, input: request }) => {
  const created = await ctx.engine.drafts.create({ ...request, orgId: ctx.me.orgId, by: authorOf(ctx.me) });
  if (!created.ok) throw conflict(created.message);
  return { flowId: created.flowId };
});
