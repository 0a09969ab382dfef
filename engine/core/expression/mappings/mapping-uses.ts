import type { SyntaxNode, SyntaxTree, TextRange } from "../syntax/syntax-node.ts";
import { walk } from "../syntax/visit.ts";
import { mappingKeyPattern } from "./mapping-bundle.ts";

/** The name, without the `$`, of the function that applies a version of a reusable mapping to a value. */
export const USE_MAPPING = "useMapping";

/** `$useMapping("orderTotal@3", input.order)` */
export interface MappingUse extends TextRange {
  readonly key: string;
  /** Where the key is written, quotes included. */
  readonly keySpan: TextRange;
}

export type MappingUses =
  | { readonly ok: true; readonly uses: readonly MappingUse[] }
  | { readonly ok: false; readonly message: string; readonly position: number };

/**
 * Which mappings an expression uses. That must be readable without evaluating it, so the function is only ever called, by its
 * own name, with the key as a text: an expression that computes the key is refused.
 */
export function mappingUses({ root }: SyntaxTree): MappingUses {
  const uses: MappingUse[] = [];
  let wrong: { readonly message: string; readonly position: number } | undefined;
  walk(root, (node, parents) => {
    if (wrong !== undefined) return false;
    if (node.kind !== "variable" || node.name !== USE_MAPPING) return undefined;
    const read = readUse(node, parents);
    if (typeof read === "string") wrong = { message: read, position: node.start };
    else uses.push(read);
    return undefined;
  });
  return wrong === undefined ? { ok: true, uses } : { ok: false, ...wrong };
}

const FORM = '$useMapping("name@version", value)';

function readUse(name: SyntaxNode, parents: readonly SyntaxNode[]): MappingUse | string {
  const call = parents.at(-1);
  const around = parents.at(-2);
  const isChained = around?.kind === "apply" && around.target === call;
  if (call?.kind !== "call" || call.procedure !== name || call.arguments.length !== 2 || isChained) {
    return `A mapping is used as ${FORM}, with exactly these two arguments`;
  }
  const [key] = call.arguments;
  if (key?.kind !== "string") return `$useMapping needs the name and version of the mapping as a text, not a computed value`;
  if (!mappingKeyPattern.test(key.value)) return `"${key.value}" is no name and version of a mapping, such as orderTotal@3`;
  const { start, end } = call;
  return { key: key.value, keySpan: { start: key.start, end: key.end }, start, end };
}
