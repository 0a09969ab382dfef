import { z } from "zod";
import { durationString } from "../duration.ts";
import { limitsSchema } from "../limits/limits-schema.ts";
import { searchFieldsSchema } from "../search-fields/search-fields.ts";
import { flowValueSchema } from "../worth/flow-value.ts";
import { mappingBundleSchema } from "../expression/mappings/mapping-bundle.ts";
import { MAX_MAPPING_TESTS, mappingTestSchema } from "../mapping/test-cases/mapping-test.ts";

/**
 * The flow document, version 1: the one thing behind the canvas, the run and the export. `flow.yaml` holds exactly this
 * shape; positions live beside it in `layout.json`. Unknown keys are refused, so that a typo is never silently ignored.
 */
export const DOCUMENT_LIMITS = {
  bytes: 2 * 1024 * 1024,
  nodes: 1_000,
  edges: 5_000,
  expressionBytes: 10 * 1024,
} as const;

/** Ids are plain JSONata names, so that `steps.<id>` needs no quoting. */
export const identifier = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_]*$/, "must start with a letter and hold only letters, digits and _")
  .max(64);

/** `from` a port of a node `to` another node. Without `port`, the node's first (default) port. */
export const edgeSchema = z.strictObject({
  from: identifier,
  to: identifier,
  port: identifier.optional(),
  kind: z.enum(["flow", "error", "compensation"]).optional(),
  /** Of a compensation edge: what follows when the undo fails for good. Default: `stop`. */
  onFailure: z.enum(["stop", "continue", "ask"]).optional().meta({ default: "stop" }),
});

export const retrySchema = z.strictObject({
  maxAttempts: z.int().min(1).max(100),
  initial: durationString.optional(),
  factor: z.number().min(1).max(10).optional(),
  max: durationString.optional(),
  jitter: z.boolean().optional(),
  /** Codes of the failures to try again after, `*` standing for any rest: `http/*`. Default: those that may pass. */
  on: z.array(z.string().min(1).max(100)).min(1).max(20).optional(),
});

/** A JSON Schema 2020-12; checked for meaning by a validation rule, not here. */
export const jsonSchema = z.record(z.string(), z.json());

export const nodeSchema = z.strictObject({
  id: identifier,
  kind: z.string().min(1).max(64),
  name: z.string().min(1).max(120).optional(),
  description: z.string().max(2_000).optional(),
  /** Checked against the config schema of the kind by a validation rule. */
  config: z.record(z.string(), z.json()).optional(),
  /** The container whose body this node belongs to. */
  parent: identifier.optional(),
  retry: retrySchema.optional(),
  /** Of one attempt. */
  timeout: durationString.optional(),
  /** How long an attempt may be silent. */
  heartbeat: durationString.optional(),
  /** Of the step as a whole, with all its attempts and waits. */
  deadline: durationString.optional(),
  /** The point of no return: once this step has completed, nothing that completed before it is undone any more. */
  pivot: z.boolean().optional(),
  /** Test cases of a mapping; in a folder also `{ file: price.tests.yaml }`. They run before each publication. */
  tests: z.array(mappingTestSchema).max(MAX_MAPPING_TESTS).optional(),
});

export const flowDocumentSchema = z.strictObject({
  omnilink: z.literal(1),
  id: identifier,
  name: z.string().min(1).max(120),
  description: z.string().max(10_000).optional(),
  /** Contract of the trigger payload. */
  input: jsonSchema.optional(),
  schemas: z.record(identifier, jsonSchema).optional(),
  /** The versions of reusable mappings that its expressions use, by `name@version`; publishing writes them here. */
  mappings: mappingBundleSchema.optional(),
  /** A run that takes longer has failed. */
  timeout: durationString.optional(),
  limits: limitsSchema.optional(),
  /** What its runs are worth and cost: figures of the overview, of no influence on runs. */
  value: flowValueSchema.optional(),
  /** What its runs can be looked up by, worked out from the input at the start. */
  searchFields: searchFieldsSchema.optional(),
  nodes: z.array(nodeSchema).min(1).max(DOCUMENT_LIMITS.nodes),
  edges: z.array(edgeSchema).max(DOCUMENT_LIMITS.edges),
});

export type FlowDocument = z.infer<typeof flowDocumentSchema>;
export type FlowNode = z.infer<typeof nodeSchema>;
export type FlowEdge = z.infer<typeof edgeSchema>;
export type RetryPolicy = z.infer<typeof retrySchema>;
export type EdgeKind = NonNullable<FlowEdge["kind"]>;

export const edgeKind = (edge: Pick<FlowEdge, "kind">): EdgeKind => edge.kind ?? "flow";
