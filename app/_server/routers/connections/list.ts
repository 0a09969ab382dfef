import "server-only";
import { signedInProcedure } from "../../trpc.ts";

/** Names and where they lead, never credentials. */
export const listConnections = signedInProcedure.query(({ ctx }) => ctx.engine.connections.list(ctx.me.orgId));
