import "server-only";
import { z } from "zod";
import type { Edit } from "#engine/core/edit/operation.ts";
import { DRAFT_LIMITS, editSchema } from "#engine/core/edit/edit-schema.ts";
import { notFound, refused } from "../../errors-to-trpc.ts";
import { authorOf, clientId, draftName, editor, revision } from "./draft-input.ts";

const edit = editSchema.refine((given) => JSON.stringify(given).length <= DRAFT_LIMITS.editBytes, {
  message: `must be at most ${DRAFT_LIMITS.editBytes} bytes; change less at a time`,
});

const input = z.strictObject({
  ...draftName,
  clientId,
  baseRevision: revision,
  baseVersion: z.int().min(1).exactOptional(),
  edits: z.array(z.strictObject({ editId: z.int().min(1).max(2_147_483_647), edit })).max(DRAFT_LIMITS.edits),
});

/** `reload` is an answer, not an error: the window opens the draft again and fits its edits onto it. */
export const saveDraft = editor.input(input).mutation(async ({ ctx, input: { edits, ...request } }) => {
  const saved = await ctx.engine.drafts.save({
    ...request,
    edits: edits.map((given) => ({ editId: given.editId, edit: given.edit as Edit })),
    orgId: ctx.me.orgId,
    by: authorOf(ctx.me),
  });
  if (saved.ok) return { reload: false, changes: saved.changes };
  if (saved.reason === "unknownFlow") throw notFound("flow", request.flowId);
  if (saved.reason === "refused") throw refused(saved.message);
  return { reload: true, changes: [] };
});
