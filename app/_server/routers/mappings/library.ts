import "server-only";
import { z } from "zod";
import { MAX_BUNDLED_MAPPINGS, mappingKeyPattern } from "#engine/core/expression/mappings/mapping-bundle.ts";
import { DOCUMENT_LIMITS, identifier } from "#engine/core/flow/flow-document.ts";
import { findWithInner } from "#engine/core/mapping/reusable/bundle-mappings.ts";
import { notFound, refused } from "../../errors-to-trpc.ts";
import { signedInProcedure, withRole } from "../../trpc.ts";
import { jsonObject } from "../../json-input.ts";

const editor = withRole("analyst", "engineer", "admin");

/** A version as somebody writes it. */
const written = z.strictObject({
  name: z.string().max(64),
  description: z.string().trim().max(2_000).exactOptional(),
  expression: z.string().max(DOCUMENT_LIMITS.expressionBytes),
  input: jsonObject.exactOptional(),
  output: jsonObject.exactOptional(),
  note: z.string().trim().min(1).max(2_000).exactOptional(),
  /** The newest version that its author saw, 0 for a mapping that is new. */
  after: z.int().min(0),
});

type Written = z.infer<typeof written>;

const withSchemas = ({ input, output, ...rest }: Written) => ({
  ...rest,
  ...(input && { input }),
  ...(output && { output }),
});

export const listMappings = signedInProcedure.query(({ ctx }) => ctx.engine.mappingLibrary.list(ctx.me.orgId));

/** What `$useMapping` can name, with what each version takes and gives. */
export const mappingChoices = signedInProcedure.query(({ ctx }) => ctx.engine.mappingLibrary.choices(ctx.me.orgId));

export const getMapping = signedInProcedure
  .input(z.strictObject({ name: identifier }))
  .query(async ({ ctx, input: { name } }) => {
    const mapping = await ctx.engine.mappingLibrary.get(ctx.me.orgId, name);
    if (!mapping) throw notFound("mapping", name);
    return mapping;
  });

/** Versions by `name@version`, with those that they use in turn, and the newest of a name of which there is no such version. */
export const findMappings = signedInProcedure
  .input(z.strictObject({ keys: z.array(z.string().regex(mappingKeyPattern)).max(MAX_BUNDLED_MAPPINGS) }))
  .query(({ ctx, input: { keys } }) => findWithInner(keys, (wanted) => ctx.engine.mappingLibrary.find(ctx.me.orgId, wanted)));

/** What publishing would say. Changes nothing, and asks with more than fits into an address. Problems are an answer. */
export const checkMapping = editor
  .input(written)
  .mutation(({ ctx, input }) => ctx.engine.mappingLibrary.check({ ...withSchemas(input), orgId: ctx.me.orgId }));

export const publishMapping = editor.input(written).mutation(({ ctx, input }) => {
  const { orgId, userId, name } = ctx.me;
  return ctx.engine.mappingLibrary.publish({ ...withSchemas(input), orgId, by: { name, userId } });
});

/** Takes another version in the draft of a flow, wherever it uses one. It goes live when somebody publishes the draft. */
export const upgradeFlow = editor
  .input(
    z.strictObject({ flowId: identifier, from: z.string().regex(mappingKeyPattern), to: z.string().regex(mappingKeyPattern) }),
  )
  .mutation(async ({ ctx, input }) => {
    const { orgId, userId, name } = ctx.me;
    const upgraded = await ctx.engine.mappingLibrary.upgrade({ ...input, orgId, by: { userId, name } });
    if (upgraded.ok) return;
    throw upgraded.reason === "unknownFlow" ? notFound("flow", input.flowId) : refused(upgraded.message);
  });
