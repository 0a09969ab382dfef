import "server-only";
import { z } from "zod";
import { draftSchema } from "#engine/core/edit/edit-schema.ts";
import type { FlowDocument } from "#engine/core/flow/flow-document.ts";
import { refused } from "../../errors-to-trpc.ts";
import { withRole } from "../../trpc.ts";

const MAX_CHARACTERS = 2_000_000;

/** Runs the scenarios beside a flow over a draft of it, as the page has it. */
export const runScenarios = withRole("analyst", "engineer", "admin")
  .input(z.strictObject({ document: draftSchema.shape.document }))
  .mutation(({ ctx, input: { document } }) => {
    if (JSON.stringify(document).length > MAX_CHARACTERS)
      throw refused("This draft is too large for its scenarios to be run here. Run them with `npx omnilink test`.");
    return ctx.engine.tries.scenarios(ctx.me.orgId, document as FlowDocument);
  });
