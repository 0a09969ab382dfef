import { parseExpression } from "../../expression/parse-expression.ts";
import type { Problem } from "../../problem.ts";
import type { Rule } from "../rule.ts";

/** What a run is worth can be worked out from its input alone, whenever somebody asks. */
export const value: Rule = {
  codes: ["value/expression"],
  check: ({ document }) => (typeof document.value?.amount === "string" ? checkAmount(document.value.amount) : []),
};

function checkAmount(source: string): Problem[] {
  const parsed = parseExpression(source);
  if (!parsed.ok) {
    const said = `"value.amount" is not a usable expression: ${parsed.message.replace(/\.$/, "")}.`;
    return [problem(said, "Correct the expression, or write a number.")];
  }
  const { roots, needsRecorded, uses } = parsed.expression;
  if (uses.length > 0) {
    const said = '"value.amount" uses a reusable mapping, which only the steps of a run can.';
    return [problem(said, "Write what it needs of the mapping here.")];
  }
  const foreign = roots.find((root) => root !== "input");
  if (foreign !== undefined) {
    const what = foreign === "*" ? "everything there is" : `\`${foreign}\``;
    return [problem(`"value.amount" reads ${what}; it has only \`input\`.`, "Name fields of the input, such as input.total.")];
  }
  if (!needsRecorded) return [];
  const said = '"value.amount" depends on the time or on chance, so a run would be worth something else each time it is counted.';
  return [problem(said, "Leave out $now, $millis, $random and $shuffle.")];
}

const problem = (message: string, fix: string): Problem => ({
  code: "value/expression",
  severity: "error",
  message,
  fix,
  path: "/value/amount",
});
