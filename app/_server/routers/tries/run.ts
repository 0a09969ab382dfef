import "server-only";
import { z } from "zod";
import type { FlowDocument } from "#engine/core/flow/flow-document.ts";
import { DOCUMENT_LIMITS, identifier } from "#engine/core/flow/flow-document.ts";
import { draftSchema } from "#engine/core/edit/edit-schema.ts";
import type { TryRequest } from "#engine/runtime/tries.ts";
import { environment } from "../environments/environment-input.ts";
import { refused } from "../../errors-to-trpc.ts";
import { withRole } from "../../trpc.ts";
import { jsonValue } from "../../json-input.ts";

const answer = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("output"), output: jsonValue }),
  z.strictObject({
    type: z.literal("failure"),
    message: z.string().min(1).max(1_000),
    code: z.string().max(100).exactOptional(),
  }),
  z.strictObject({
    type: z.literal("decision"),
    decision: z.enum(["approved", "rejected"]),
    comment: z.string().max(1_000).exactOptional(),
  }),
  z.strictObject({ type: z.literal("form"), answer: jsonValue }),
  z.strictObject({ type: z.literal("signal"), payload: jsonValue }),
  z.strictObject({ type: z.literal("silence") }),
]);

const input = z.strictObject({
  document: draftSchema.shape.document,
  samples: draftSchema.shape.samples,
  scope: z.discriminatedUnion("type", [
    z.strictObject({ type: z.literal("flow") }),
    z.strictObject({ type: z.enum(["upTo", "node", "from"]), nodeId: identifier }),
    z.strictObject({ type: z.literal("nodes"), nodeIds: z.array(identifier).min(1).max(DOCUMENT_LIMITS.nodes).readonly() }),
  ]),
  environment: environment.exactOptional(),
  input: jsonValue,
  trigger: identifier.exactOptional(),
  known: z.record(identifier, jsonValue).exactOptional(),
  answers: z.record(identifier, z.array(answer).min(1).max(1_000).readonly()).exactOptional(),
  disabled: z.array(identifier).max(DOCUMENT_LIMITS.nodes).readonly().exactOptional(),
  allowReal: z.array(identifier).max(DOCUMENT_LIMITS.nodes).readonly().exactOptional(),
});

/** Of document, samples and answers together. */
const MAX_CHARACTERS = 8_000_000;

/**
 * Runs a draft as the page has it, which may be ahead of what is saved. The answer is a stream; whoever leaves it cancels
 * the try.
 */
export const runTry = withRole("analyst", "engineer", "admin")
  .input(input)
  .mutation(async function* ({ ctx, input: request, signal }) {
    if (JSON.stringify(request).length > MAX_CHARACTERS) {
      throw refused("This draft and its samples are too large to be tried at once. Try it with smaller samples.");
    }
    const document = request.document as FlowDocument;
    const samples = request.samples as TryRequest["samples"];
    const whole = { ...request, document, samples, orgId: ctx.me.orgId, by: ctx.me.name };
    yield* ctx.engine.tries.run(whole, signal ?? new AbortController().signal);
  });
