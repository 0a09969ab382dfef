import "server-only";
import { signedInProcedure } from "../../trpc.ts";

export const listFlows = signedInProcedure.query(({ ctx }) => ctx.engine.flows.list(ctx.me.orgId));
