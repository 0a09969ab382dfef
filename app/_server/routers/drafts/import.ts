import "server-only";
import { z } from "zod";
import { DOCUMENT_LIMITS, identifier } from "#engine/core/flow/flow-document.ts";
import { authorOf, editor, flowName } from "./draft-input.ts";

const file = {
  /** The engine measures it in bytes; this keeps what is far too long from being read at all. */
  text: z.string().max(DOCUMENT_LIMITS.bytes, `has more characters than the ${DOCUMENT_LIMITS.bytes} that a file may have`),
  fileName: z.string().max(300).exactOptional(),
};

/** Why a file cannot be imported is an answer: the page shows it in place. */
export const readImport = editor
  .input(z.strictObject(file))
  .mutation(({ ctx, input }) => ctx.engine.imports.read({ ...input, orgId: ctx.me.orgId }));

export const createImported = editor
  .input(z.strictObject({ ...file, flowId: identifier, name: flowName }))
  .mutation(({ ctx, input }) => ctx.engine.imports.create({ ...input, orgId: ctx.me.orgId, by: authorOf(ctx.me) }));
