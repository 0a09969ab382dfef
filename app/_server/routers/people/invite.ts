import "server-only";
import { z } from "zod";
import { roles } from "#engine/core/role.ts";
import { withRole } from "../../trpc.ts";

const input = z.strictObject({ email: z.email().max(320).exactOptional(), role: z.enum(roles) });

export const invitePerson = withRole("admin")
  .input(input)
  .mutation(({ ctx, input: request }) => ctx.engine.people.invite({ ...request, orgId: ctx.me.orgId, invitedBy: ctx.me.name }));
