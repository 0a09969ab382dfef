import { parseExpression } from "#engine/core/expression/parse-expression.ts";
import { tierOf } from "#engine/core/expression/tier.ts";

/** Where a text is evaluated and why; `undefined` for a text that is no expression. Brings the parser: load it when it is needed. */
export function mappingTier(text: string): { readonly tier: string; readonly reason: string } | undefined {
  if (text.trim() === "") return undefined;
  const parsed = parseExpression(text);
  return parsed.ok ? tierOf(parsed.expression) : undefined;
}
