import type { SyntaxNode } from "../../expression/syntax/syntax-node.ts";
import type { JsonValue } from "../../json.ts";

/** The value of a text that reads nothing and computes nothing: `"a"`, `-1`, `[1, 2]`, `{ "a": null }`. */
export function literalValue(node: SyntaxNode): { readonly value: JsonValue } | undefined {
  switch (node.kind) {
    case "string":
    case "number":
    case "constant":
      return { value: node.value };
    case "negate":
      return node.operand.kind === "number" ? { value: -node.operand.value } : undefined;
    case "array": {
      const items = node.items.map(literalValue);
      return items.every((item) => item !== undefined) ? { value: items.map(({ value }) => value) } : undefined;
    }
    case "object": {
      const pairs = node.pairs.map(({ key, value }) => ({
        key: key.kind === "string" ? key.value : undefined,
        value: literalValue(value),
      }));
      if (!pairs.every(({ key, value }) => key !== undefined && value !== undefined)) return undefined;
      return { value: Object.fromEntries(pairs.map(({ key, value }) => [key!, value!.value])) };
    }
    default:
      return undefined;
  }
}
