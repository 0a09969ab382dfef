import "server-only";
import { signedInProcedure } from "../../trpc.ts";

/** One's own: given and received. */
export const listDelegations = signedInProcedure.query(({ ctx: { engine, me } }) => engine.delegations.list(me.orgId, me.userId));
