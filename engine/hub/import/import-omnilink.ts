import { connectionsOf } from "../../core/flow/connections-of.ts";
import { readFlow } from "../../core/flow/read-flow.ts";
import type { FlowNode } from "../../core/flow/flow-document.ts";
import type { ImportedElement, ImportResult } from "../../core/import/import-result.ts";
import type { JsonValue } from "../../core/json.ts";

/** A flow document of OmniLink's own. It is taken as it is: what is wrong with it is mended in the designer. */
export function importOmnilink(text: string): ImportResult {
  const { document, problems } = readFlow(text);
  if (!document) return { ok: false, problems };
  return { ok: true, format: "omnilink", document, elements: document.nodes.map(account), connections: connectionsOf(document) };
}

function account({ id, name = id, kind, config, tests }: FlowNode): ImportedElement {
  const files = [...new Set([...filesIn(config ?? {}), ...filesIn(tests ?? [])])];
  const as = { id, name, type: kind, nodeIds: [id] };
  if (files.length === 0) return { ...as, outcome: "translated" };
  const note = `It uses ${files.join(", ")}, which lies beside flow.yaml and is not part of it: put in what that file says.`;
  return { ...as, outcome: "approximated", note };
}

/** Files that a flow folder keeps beside the document: `expression: { file: price.jsonata }`. */
function filesIn(value: JsonValue): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  const entries = Object.entries(value);
  const [first] = entries;
  if (entries.length === 1 && first?.[0] === "file" && typeof first[1] === "string") return [first[1]];
  return entries.flatMap(([, each]) => filesIn(each ?? null));
}
