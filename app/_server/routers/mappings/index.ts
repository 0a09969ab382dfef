import "server-only";
import { z } from "zod";
import { identifier } from "#engine/core/flow/flow-document.ts";
import { conflict, notFound } from "../../errors-to-trpc.ts";
import { router, signedInProcedure, withRole } from "../../trpc.ts";
import { checkMapping, findMappings, getMapping, listMappings, mappingChoices, publishMapping, upgradeFlow } from "./library.ts";

const editor = withRole("analyst", "engineer", "admin");

const names = z.array(z.string().min(1).max(200)).min(1).max(30);
const pair = z.strictObject({ source: names, target: names });

/** What the organization's own mappings have taught, for auto-map. */
const learned = signedInProcedure.query(({ ctx }) => ctx.engine.mappings.learned(ctx.me.orgId));

/** Proposed lines that are wrong: they are not proposed again. */
const turnDown = editor
  .input(z.strictObject({ pairs: z.array(pair).min(1).max(1_000) }))
  .mutation(({ ctx, input }) => ctx.engine.mappings.turnDown(ctx.me.orgId, input.pairs));

/** A test case made of what a step of a run saw; sensitive values are replaced. */
const testOfStep = editor
  .input(z.strictObject({ runId: z.uuid(), nodeId: identifier, visit: z.int().min(1).exactOptional() }))
  .mutation(async ({ ctx, input }) => {
    const result = await ctx.engine.runs.testOfStep({ ...input, orgId: ctx.me.orgId });
    if (!result) throw notFound("run", input.runId);
    if (!result.ok) throw conflict(result.reason);
    return result.test;
  });

export const mappingsRouter = router({
  learned,
  turnDown,
  testOfStep,
  list: listMappings,
  choices: mappingChoices,
  get: getMapping,
  find: findMappings,
  check: checkMapping,
  publish: publishMapping,
  upgrade: upgradeFlow,
});
