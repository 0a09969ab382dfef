import "server-only";
import { z } from "zod";
import { signedInProcedure } from "../../trpc.ts";
import { draftName } from "./draft-input.ts";

/** Who changed what since the live version. */
export const draftHistory = signedInProcedure
  .input(z.strictObject(draftName))
  .query(({ ctx, input: { flowId } }) => ctx.engine.drafts.history(ctx.me.orgId, flowId));
