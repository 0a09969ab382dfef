import "server-only";
import { signedInProcedure } from "../trpc.ts";

export const me = signedInProcedure.query(({ ctx }) => ctx.me);
