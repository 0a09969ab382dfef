import type { FlowNode } from "../flow/flow-document.ts";
import { listExpressions } from "../expression/template.ts";
import { parseExpression } from "../expression/parse-expression.ts";
import type { JsonObject } from "../json.ts";
import type { NodeDefinitions } from "../node-definition.ts";
import type { Path } from "./operation.ts";
import type { Names } from "./translate-operation.ts";

/** A text of a node's config that calls other nodes by name, and what it is when they are called otherwise. */
export interface RenamedText {
  /** From the root of the node. */
  readonly path: Path;
  readonly text: string;
}

/** Every `steps.<id>` of a node's expressions, and the node it goes back to or undoes, with the new names; only what changes. */
export function renameSteps(node: FlowNode, definitions: NodeDefinitions, names: Names): readonly RenamedText[] {
  const config = node.config ?? {};
  const definition = definitions.get(node.kind);
  const texts = listExpressions(config, definition ?? { expressionPaths: [] }).flatMap(({ path, source, type }) => {
    const next = renameInExpression(source, names);
    return next === source ? [] : [{ path: ["config", ...path], text: type === "template" ? `=${next}` : next }];
  });
  const named = [definition?.savepoint, definition?.undoneNode].filter((names) => names !== undefined);
  return [...texts, ...named.flatMap((nameOf) => renameNode(config, nameOf, names))];
}

/** Rewrites the names in place: comments, spaces and everything else of the text stay. */
export function renameInExpression(source: string, names: Names): string {
  const parsed = parseExpression(source);
  if (!parsed.ok) return source;
  let text = source;
  for (const { id, start, end } of parsed.expression.referencePlaces.toReversed()) {
    const next = names.get(id);
    if (next !== undefined && next !== id) text = text.slice(0, start) + next + text.slice(end);
  }
  return text;
}

/** Which field names the node is the kind's own business: it is the one that, changed, changes what is named. */
function renameNode(
  config: JsonObject,
  nameOf: (config: JsonObject) => string | undefined,
  names: Names,
): readonly RenamedText[] {
  const next = names.get(nameOf(config) ?? "");
  if (next === undefined) return [];
  const fields = Object.entries(config).filter(([, value]) => names.get(value as string) === next);
  const field = fields.find(([key]) => nameOf({ ...config, [key]: next }) === next);
  return field ? [{ path: ["config", field[0]], text: next }] : [];
}
