import "server-only";
import { signedInProcedure } from "../../trpc.ts";

export const listDrafts = signedInProcedure.query(({ ctx }) => ctx.engine.drafts.list(ctx.me.orgId));
