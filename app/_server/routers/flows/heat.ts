import "server-only";
import { z } from "zod";
import { identifier } from "#engine/core/flow/flow-document.ts";
import { signedInProcedure } from "../../trpc.ts";

const input = z.strictObject({
  flowId: identifier,
  version: z.int().min(1).max(1_000_000),
  /** The newest ones. */
  runs: z.int().min(1).max(500),
});

export const flowHeat = signedInProcedure.input(input).query(({ ctx, input: request }) => ctx.engine.runs.heat(ctx.me.orgId, request));
