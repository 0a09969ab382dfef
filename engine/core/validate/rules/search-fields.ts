import { parseExpression, type ParsedExpression } from "../../expression/parse-expression.ts";
import { tierOf } from "../../expression/tier.ts";
import type { Problem } from "../../problem.ts";
import type { Rule } from "../rule.ts";

/** What a run is found by is worked out while it starts: from its input alone, and at a cost that is known. */
export const searchFields: Rule = {
  codes: ["search-fields/expression"],
  check: ({ document }) => Object.entries(document.searchFields ?? {}).flatMap(([name, source]) => checkField(name, source)),
};

function checkField(name: string, source: string): Problem[] {
  const parsed = parseExpression(source);
  const said = parsed.ok
    ? trouble(parsed.expression)
    : { what: `is not a usable expression: ${parsed.message.replace(/\.$/, "")}.`, fix: "Correct the expression." };
  if (said === undefined) return [];
  const { what, fix } = said;
  const message = `Search field "${name}" ${what}`;
  return [{ code: "search-fields/expression", severity: "error", message, fix, path: `/searchFields/${name}` }];
}

function trouble(expression: ParsedExpression): { readonly what: string; readonly fix: string } | undefined {
  const { roots, needsRecorded, uses } = expression;
  if (uses.length > 0)
    return {
      what: "uses a reusable mapping, which only the steps of a run can.",
      fix: "Write what it needs of the mapping here.",
    };
  const foreign = roots.find((root) => root !== "input");
  if (foreign !== undefined) {
    const what = foreign === "*" ? "everything there is" : `\`${foreign}\``;
    return { what: `reads ${what}; it has only \`input\`.`, fix: "Name fields of the input, such as input.customer.id." };
  }
  if (needsRecorded)
    return {
      what: "depends on the time or on chance, so nobody would know what to look for.",
      fix: "Leave out $now, $millis, $random and $shuffle.",
    };
  const { tier, reason } = tierOf(expression);
  if (tier === "bounded") return undefined;
  return {
    what: `is too much to be worked out at each start. ${reason}`,
    fix: "Name a field of the input, or use simpler functions.",
  };
}
