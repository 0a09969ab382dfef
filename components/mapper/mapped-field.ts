import type { FlowNode } from "#engine/core/flow/flow-document.ts";
import type { JsonValue } from "#engine/core/json.ts";
import type { NodeDefinition } from "#engine/core/node-definition.ts";
import { followPath, fromPointer } from "#engine/core/pointer.ts";
import type { Path } from "#engine/core/edit/operation.ts";

/** The place in a node's config that the mapper edits, and how the text is written there. */
export interface MappedField {
  readonly path: Path;
  /** Fields that may also hold plain text mark an expression with `=`. */
  readonly marker: "" | "=";
  readonly text: string;
}

/** Bodies, outputs and the like: what is worth mapping field by field. */
const MAPPED_FIELDS = ["expression", "body", "output", "input", "data", "details", "value"];

/**
 * The field named by `pointer` (`/body`), or the one that makes the node's output. `undefined` when the node has none, or
 * the field holds something else than an expression.
 */
export function mappedField(
  node: FlowNode,
  definition: NodeDefinition | undefined,
  pointer: string | undefined,
): MappedField | undefined {
  const always = definition?.expressionPaths ?? [];
  const config = node.config ?? {};
  const path = pointer === undefined ? defaultPath(config, always) : fromPointer(pointer);
  if (path === undefined || path.length === 0) return undefined;
  const written = followPath(config, path);
  const marker = always.includes(path.join(".")) ? "" : "=";
  if (written === undefined) return { path, marker, text: "" };
  if (typeof written !== "string") return undefined;
  if (marker === "") return { path, marker, text: written };
  return written.startsWith("=") ? { path, marker, text: written.slice(1) } : undefined;
}

function defaultPath(config: Readonly<Record<string, JsonValue>>, always: readonly string[]): Path | undefined {
  const written = MAPPED_FIELDS.find(
    (name) => always.includes(name) || (typeof config[name] === "string" && config[name].startsWith("=")),
  );
  return written === undefined ? undefined : [written];
}
