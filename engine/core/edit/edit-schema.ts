import { z } from "zod";
import { DOCUMENT_LIMITS, edgeSchema, flowDocumentSchema, identifier, nodeSchema } from "../flow/flow-document.ts";
import { layoutSchema } from "../flow/layout.ts";
import { isContainer } from "./value-at-path.ts";

/**
 * The shapes that the server takes from windows. Looser than those of a version: half a duration or an unknown kind may
 * stand in a draft, but ids, names and the wiring have their form, so that everything can be shown and undone.
 */
export const DRAFT_LIMITS = {
  /** Of the document, and of the sample data, as JSON. */
  bytes: DOCUMENT_LIMITS.bytes,
  /** Of one edit as JSON: a whole flow can be pasted. */
  editBytes: DOCUMENT_LIMITS.bytes,
  operations: 20_000,
  /** Edits in one request. */
  edits: 50,
  nesting: 200,
} as const;

const value = z.unknown().refine((given) => given !== undefined && nesting(given) <= DRAFT_LIMITS.nesting, {
  message: `must be JSON, nested at most ${DRAFT_LIMITS.nesting} levels deep`,
});

/** Levels of lists and objects; counted without recursion, since the text comes from anybody. */
function nesting(given: unknown): number {
  let level: readonly unknown[] = [given];
  let depth = 0;
  for (; depth <= DRAFT_LIMITS.nesting; depth++) {
    level = level.filter(isContainer).flatMap((container) => Object.values(container));
    if (level.length === 0) break;
  }
  return depth;
}

type Shape = Readonly<Record<string, z.ZodType>>;

/** Fields that a version checks for meaning may hold any JSON in a draft. */
const loosely = (fields: Shape): Shape => Object.fromEntries(Object.keys(fields).map((key) => [key, value.optional()]));

const { id: nodeId, kind, name: nodeName, description, config: _config, parent, ...nodeFields } = nodeSchema.shape;
const config = z.record(z.string(), value).optional();
const draftNode = z.strictObject({
  ...loosely(nodeFields),
  ...{ id: nodeId, kind, name: nodeName, description, config, parent },
});

const { omnilink, id, name, nodes: _nodes, edges, ...flowFields } = flowDocumentSchema.shape;

export const draftSchema = z.strictObject({
  document: z.strictObject({
    omnilink,
    id,
    name,
    ...loosely(flowFields),
    nodes: z.array(draftNode).max(DOCUMENT_LIMITS.nodes),
    edges,
  }),
  layout: layoutSchema,
  samples: z.record(identifier, value),
});

const part = z.union([z.string().max(1_000), z.int().min(0).max(100_000)]);
const path = z.array(part).min(1).max(DRAFT_LIMITS.nesting);
const change = { path, before: value.optional(), after: value.optional(), at: z.int().min(0).optional() };
const index = z.int().min(0);
const edgeRefSchema = edgeSchema.omit({ onFailure: true });

const operationSchema = z.discriminatedUnion("op", [
  z.strictObject({ op: z.literal("insertNode"), node: draftNode, index }),
  z.strictObject({ op: z.literal("removeNode"), node: draftNode, index }),
  z.strictObject({ op: z.literal("setNode"), nodeId: identifier, ...change }),
  z.strictObject({ op: z.literal("insertEdge"), edge: edgeSchema, index }),
  z.strictObject({ op: z.literal("removeEdge"), edge: edgeSchema, index }),
  z.strictObject({ op: z.literal("setEdge"), edge: edgeRefSchema, ...change }),
  z.strictObject({ op: z.literal("setFlow"), ...change }),
  z.strictObject({ op: z.literal("setLayout"), ...change }),
  z.strictObject({ op: z.literal("setSample"), nodeId: identifier, ...change, path: z.undefined().optional() }),
]);

export const editSchema = z.strictObject({
  label: z.string().min(1).max(300),
  operations: z.array(operationSchema).max(DRAFT_LIMITS.operations),
});
