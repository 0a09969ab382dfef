import "server-only";
import { signedInProcedure } from "../../trpc.ts";

export const listPeople = signedInProcedure.query(({ ctx }) => ctx.engine.people.list(ctx.me.orgId));
