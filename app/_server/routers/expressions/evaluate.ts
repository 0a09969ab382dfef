import "server-only";
import { z } from "zod";
import { DOCUMENT_LIMITS } from "#engine/core/flow/flow-document.ts";
import { evaluateOnSample } from "#engine/core/expression/evaluate-on-sample.ts";
import type { JsonObject } from "#engine/core/json.ts";
import { withRole } from "../../trpc.ts";

/** Of the sample as JSON: what people try expressions on, not what flows work on. */
const MAX_SAMPLE = 1_000_000;

const input = z.strictObject({
  source: z.string().max(DOCUMENT_LIMITS.expressionBytes),
  sample: z
    .record(z.string(), z.json())
    .refine((sample) => JSON.stringify(sample).length <= MAX_SAMPLE, "The sample is larger than 1 MB. Pin a smaller one."),
});

/** For expressions that a browser cannot hold: they run in the jail, with its limits. What goes wrong is an answer, not an error. */
export const evaluate = withRole("analyst", "engineer", "admin")
  .input(input)
  .mutation(({ input: { source, sample }, ctx }) =>
    evaluateOnSample({ source, sample: sample as JsonObject, owner: ctx.me.orgId }),
  );
