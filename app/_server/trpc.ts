import "server-only";
import { initTRPC } from "@trpc/server";
import type { Engine, Membership } from "#engine/index.ts";
import type { Role } from "#engine/core/role.ts";
import { currentMembership } from "./auth.ts";
import { engine, isDisconnected } from "./engine.ts";
import { forbidden, messageForPerson, signedOut } from "./errors-to-trpc.ts";

/** One per request. The membership is looked up when a procedure first needs it, at most once per request. */
export interface Context {
  readonly engine: Engine;
  membership(): Promise<Membership | undefined>;
}

export async function createContext(): Promise<Context> {
  const opened = await engine();
  let found: Promise<Membership | undefined> | undefined;
  return { engine: opened, membership: () => (found ??= currentMembership()) };
}

const t = initTRPC.context<Context>().create({
  errorFormatter: ({ shape, error }) => ({
    ...shape,
    message: messageForPerson(error, isDisconnected),
    data: { code: shape.data.code, httpStatus: shape.data.httpStatus },
  }),
  sse: { ping: { enabled: true, intervalMs: 4_000 }, client: { reconnectAfterInactivityMs: 10_000 } },
});

export const router = t.router;
export const publicProcedure = t.procedure;

/** `ctx.me` is the membership as the database has it now. */
export const signedInProcedure = t.procedure.use(async ({ ctx, next }) => {
  const me = await ctx.membership();
  if (!me) throw signedOut();
  return next({ ctx: { ...ctx, me } });
});

export const withRole = (...allowed: readonly Role[]) =>
  signedInProcedure.use(({ ctx, next }) => {
    if (!allowed.includes(ctx.me.role)) throw forbidden(ctx.me.role, allowed);
    return next();
  });
