import { parseExpression } from "#engine/core/expression/parse-expression.ts";
import { tierOf } from "#engine/core/expression/tier.ts";

export interface MappingTier {
  /** `unreadable`: a text that is no expression, with the reason why. */
  readonly tier: "bounded" | "guarded" | "jailed" | "unreadable";
  readonly reason: string;
}

/** Where a text is evaluated and why. Brings the parser: load it when it is needed. */
export function mappingTier(text: string): MappingTier | undefined {
  if (text.trim() === "") return undefined;
  const parsed = parseExpression(text);
  return parsed.ok ? tierOf(parsed.expression) : { tier: "unreadable", reason: parsed.message };
}
