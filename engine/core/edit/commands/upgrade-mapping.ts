import { listExpressions } from "../../expression/template.ts";
import { parseExpression } from "../../expression/parse-expression.ts";
import type { NodeDefinitions } from "../../node-definition.ts";
import { refuse, type CommandResult } from "../command-result.ts";
import { EditBuilder } from "../edit-builder.ts";
import type { FlowDraft } from "../flow-draft.ts";

/** Takes another version of a reusable mapping wherever one is used: `orderTotal@3` becomes `orderTotal@4`. */
export function upgradeMapping(draft: FlowDraft, from: string, to: string, definitions: NodeDefinitions): CommandResult {
  const builder = new EditBuilder(draft);
  for (const node of draft.document.nodes) {
    const definition = definitions.get(node.kind) ?? { expressionPaths: [] };
    for (const { path, source, type } of listExpressions(node.config ?? {}, definition)) {
      const next = withKey(source, from, to);
      if (next !== source) builder.setNode(node.id, ["config", ...path], type === "template" ? `=${next}` : next);
    }
  }
  return builder.operations.length === 0
    ? refuse(`No step of the draft uses ${from} itself.`)
    : builder.finish(`Use ${to} instead of ${from}`);
}

/** Changes nothing of the text but the key. */
function withKey(source: string, from: string, to: string): string {
  const parsed = parseExpression(source);
  if (!parsed.ok) return source;
  let text = source;
  for (const { key, keySpan } of parsed.expression.uses.toReversed()) {
    if (key === from) text = text.slice(0, keySpan.start + 1) + to + text.slice(keySpan.end - 1);
  }
  return text;
}
