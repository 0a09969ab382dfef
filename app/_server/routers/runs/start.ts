import "server-only";
import { z } from "zod";
import { identifier } from "#engine/core/flow/flow-document.ts";
import { environment } from "../environments/environment-input.ts";
import { withRole } from "../../trpc.ts";
import { jsonValue } from "../../json-input.ts";

const input = z.strictObject({
  flowId: identifier,
  environment: environment.exactOptional(),
  trigger: identifier.exactOptional(),
  input: jsonValue,
  /** Made by the page when the drawer opens, so that a repeated request starts one run. */
  triggerKey: z.uuid(),
});

/** Problems of the input are an answer, not an error: the page shows them in place. */
export const startRun = withRole("analyst", "engineer", "admin")
  .input(input)
  .mutation(({ ctx: { engine, me }, input: request }) =>
    engine.runs.start({ ...request, orgId: me.orgId, startedBy: me.name, startedById: me.userId }),
  );
