import type { ParsedExpression } from "./parse-expression.ts";
import type { TextRange } from "./syntax/syntax-node.ts";

/**
 * Where an expression is evaluated: `bounded`, compiled to closures, cost linear in the input; `guarded`, by JSONata in this
 * process, within limits; `jailed`, by JSONata in a process of its own that is killed at its limits. Results and errors are
 * the same in all of them.
 */
export type Tier = "bounded" | "guarded" | "jailed";

export interface TierReason {
  readonly tier: Tier;
  /** Why it is not a lighter one, as one sentence for the person who wrote it. */
  readonly reason: string;
  /** The part of the text that decides, where it can be told. */
  readonly span?: TextRange;
}

export function tierOf({ tier, tierReason, tierSpan }: ParsedExpression): TierReason {
  const reason = tierReason ?? "It is linear in its input, and compiled.";
  return { tier, reason, ...(tierSpan === undefined ? {} : { span: tierSpan }) };
}
