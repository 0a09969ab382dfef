import "server-only";
import { z } from "zod";
import { DOCUMENT_LIMITS } from "#engine/core/flow/flow-document.ts";
import { evaluateOnSample } from "#engine/core/expression/evaluate-on-sample.ts";
import { findWithInner, mappingsUsedBy } from "#engine/core/mapping/reusable/bundle-mappings.ts";
import { withRole } from "../../trpc.ts";
import { jsonObject } from "../../json-input.ts";

/** Of the sample as JSON: what people try expressions on, not what flows work on. */
const MAX_SAMPLE = 1_000_000;

const input = z.strictObject({
  source: z.string().max(DOCUMENT_LIMITS.expressionBytes),
  sample: jsonObject.refine(
    (sample) => JSON.stringify(sample).length <= MAX_SAMPLE,
    "The sample is larger than 1 MB. Pin a smaller one.",
  ),
});

/** For expressions that a browser cannot hold: they run in the jail, with its limits, or use mappings of the library. What goes wrong is an answer, not an error. */
export const evaluate = withRole("analyst", "engineer", "admin")
  .input(input)
  .mutation(async ({ input: { source, sample }, ctx: { engine, me } }) => {
    const find = (keys: readonly string[]) => engine.mappingLibrary.find(me.orgId, keys);
    const mappings = await findWithInner(mappingsUsedBy(source), find);
    return evaluateOnSample({ source, sample, mappings, owner: me.orgId });
  });
