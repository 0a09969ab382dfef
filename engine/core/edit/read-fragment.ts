import { z } from "zod";
import { DOCUMENT_LIMITS, edgeSchema, nodeSchema, type FlowEdge, type FlowNode } from "../flow/flow-document.ts";
import type { Place } from "../flow/layout.ts";
import { readPlainYaml } from "../flow/read-flow.ts";
import { isJsonObject } from "../json.ts";

/** Part of a flow as text: what copying gives, a whole `flow.yaml`, a list of nodes, or a single node. YAML or JSON. */
export interface Fragment {
  readonly nodes: readonly FlowNode[];
  readonly edges: readonly FlowEdge[];
  readonly positions: Readonly<Record<string, Place>>;
}

const fragmentSchema = z.object({
  nodes: z.array(nodeSchema).min(1).max(DOCUMENT_LIMITS.nodes),
  edges: z.array(edgeSchema).max(DOCUMENT_LIMITS.edges).default([]),
  positions: z.record(z.string(), z.strictObject({ x: z.number(), y: z.number() })).default({}),
});

export function readFragment(
  text: string,
): { readonly ok: true; readonly fragment: Fragment } | { readonly ok: false; readonly reason: string } {
  const read = readPlainYaml(text);
  if (!read.ok) return { ok: false, reason: `${read.problems[0]?.message ?? "The text cannot be read."} Nothing was pasted.` };
  const value: unknown = read.yaml.toJS();
  const wrapped = Array.isArray(value) ? { nodes: value } : isNode(value) ? { nodes: [value] } : value;
  if (!isJsonObject(wrapped) || !Array.isArray(wrapped["nodes"]))
    return { ok: false, reason: "The text holds no nodes. Copy nodes of a flow, or paste YAML or JSON with `nodes`." };
  const parsed = fragmentSchema.safeParse(wrapped);
  if (parsed.success) return checkIds(parsed.data);
  const issue = parsed.error.issues[0]!;
  return { ok: false, reason: `The text is not part of a flow: ${issue.path.join(".")} ${issue.message}. Nothing was pasted.` };
}

const isNode = (value: unknown): boolean => isJsonObject(value) && "id" in value && "kind" in value && !("nodes" in value);

function checkIds(fragment: Fragment): ReturnType<typeof readFragment> {
  const ids = fragment.nodes.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice === undefined) return { ok: true, fragment };
  return { ok: false, reason: `The text holds two nodes "${twice}". Give each its own id. Nothing was pasted.` };
}
