import "server-only";
import { z } from "zod";
import { identifier } from "#engine/core/flow/flow-document.ts";
import { signedInProcedure } from "../../trpc.ts";
import { environment } from "../environments/environment-input.ts";

export const openRuns = signedInProcedure
  .input(z.strictObject({ flowId: identifier, environment: environment.exactOptional() }))
  .query(({ ctx, input }) => ctx.engine.flows.openRuns(ctx.me.orgId, input.flowId, input.environment));
