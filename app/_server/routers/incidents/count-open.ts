import "server-only";
import { signedInProcedure } from "../../trpc.ts";

export const countOpenIncidents = signedInProcedure.query(({ ctx }) => ctx.engine.incidents.countOpen(ctx.me.orgId));
