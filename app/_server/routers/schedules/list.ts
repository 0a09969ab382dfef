import "server-only";
import { z } from "zod";
import { identifier } from "#engine/core/flow/flow-document.ts";
import { signedInProcedure } from "../../trpc.ts";

export const listSchedules = signedInProcedure
  .input(z.strictObject({ flowId: identifier.exactOptional() }))
  .query(({ ctx, input: { flowId } }) => ctx.engine.schedules.list(ctx.me.orgId, flowId));
