import { mappingKey, type MappingRef } from "../../expression/mappings/mapping-bundle.ts";
import { parseExpression } from "../../expression/parse-expression.ts";

/** Why an expression of a flow cannot become a reusable mapping as it is; `undefined` for one that can. */
export function whyNotReusable(expression: string): string | undefined {
  const parsed = parseExpression(expression);
  if (!parsed.ok) return `It cannot be read: ${parsed.message}`;
  const foreign = parsed.expression.roots.filter((root) => root !== "input");
  if (foreign.includes("*"))
    return "It reads everything there is. A reusable mapping has only `input`, the value it is applied to.";
  if (foreign.length === 0) return undefined;
  const names = foreign.map((root) => `\`${root}\``).join(" and ");
  return `It reads ${names}. A reusable mapping has only \`input\`: write it on the page Mappings, and hand over what it needs as one value.`;
}

/** What stands in the flow instead of the text that became the mapping. */
export const callOf = (ref: MappingRef): string => `$useMapping("${mappingKey(ref)}", input)`;
