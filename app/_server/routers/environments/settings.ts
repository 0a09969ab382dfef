import "server-only";
import { z } from "zod";
import type { EnvironmentAnswer } from "#engine/runtime/environments.ts";
import { conflict } from "../../errors-to-trpc.ts";
import { signedInProcedure, withRole } from "../../trpc.ts";
import { authorOf } from "../drafts/draft-input.ts";
import { environment } from "./environment-input.ts";
import { jsonValue } from "../../json-input.ts";

const name = z.string().min(1).max(100);

export const listEnvironments = signedInProcedure.query(({ ctx }) => ctx.engine.environments.list(ctx.me.orgId));
export const environmentSettings = signedInProcedure.query(({ ctx }) => ctx.engine.environments.settings(ctx.me.orgId));
export const settingHistory = signedInProcedure.query(({ ctx }) => ctx.engine.environments.history(ctx.me.orgId));

/** The engine says why not, in words for the person. */
function requireSet(answer: EnvironmentAnswer): void {
  if (!answer.ok) throw conflict(answer.message);
}

/** Without a value the variable is taken away. */
export const setVariable = withRole("admin")
  .input(z.strictObject({ environment, name, value: jsonValue.exactOptional() }))
  .mutation(async ({ ctx, input }) =>
    requireSet(await ctx.engine.environments.setVariable({ ...input, orgId: ctx.me.orgId, by: authorOf(ctx.me) })),
  );

/** Whether schedules start runs there. */
export const setSchedules = withRole("admin")
  .input(z.strictObject({ environment, isOn: z.boolean() }))
  .mutation(async ({ ctx, input }) =>
    requireSet(await ctx.engine.environments.setSchedules({ ...input, orgId: ctx.me.orgId, by: authorOf(ctx.me) })),
  );

/** Without a target the name means the connection of that name. */
export const mapConnection = withRole("admin")
  .input(z.strictObject({ environment, name, target: name.exactOptional() }))
  .mutation(async ({ ctx, input }) =>
    requireSet(await ctx.engine.environments.mapConnection({ ...input, orgId: ctx.me.orgId, by: authorOf(ctx.me) })),
  );
