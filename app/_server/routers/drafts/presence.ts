import "server-only";
import { z } from "zod";
import { identifier } from "#engine/core/flow/flow-document.ts";
import { signedInProcedure } from "../../trpc.ts";
import { authorOf, clientId, draftName } from "./draft-input.ts";

const input = z.strictObject({ ...draftName, clientId, nodeIds: z.array(identifier).max(20) });

export const announcePresence = signedInProcedure
  .input(input)
  .mutation(({ ctx, input: request }) => ctx.engine.drafts.announce({ ...request, ...authorOf(ctx.me), orgId: ctx.me.orgId }));
