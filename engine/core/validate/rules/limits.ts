import { parseExpression } from "../../expression/parse-expression.ts";
import { durationMs } from "../../duration.ts";
import type { FlowLimits } from "../../limits/limits-schema.ts";
import type { Problem, ProblemCode } from "../../problem.ts";
import type { Rule } from "../rule.ts";

/** Keys and priority can be worked out from the input alone, and the limits of a flow do not contradict each other. */
export const limits: Rule = {
  codes: ["limits/expression", "limits/conflict"],
  check: ({ document: { limits: declared } }) =>
    declared === undefined ? [] : [...expressionsOf(declared).flatMap(checkExpression), ...conflicts(declared)],
};

interface Site {
  /** Inside `limits`, e.g. `throttle/key`. */
  readonly path: string;
  readonly source: string;
}

function expressionsOf({ priority, ...keyed }: FlowLimits): Site[] {
  const keys = Object.entries(keyed).flatMap(([name, limit]) =>
    limit?.key === undefined ? [] : [{ path: `${name}/key`, source: limit.key }],
  );
  return priority === undefined ? keys : [...keys, { path: "priority", source: priority }];
}

function checkExpression({ path, source }: Site): Problem[] {
  const name = `"limits.${path.replace("/", ".")}"`;
  const parsed = parseExpression(source);
  if (!parsed.ok) {
    const said = `${name} is not a usable expression: ${parsed.message.replace(/\.$/, "")}.`;
    return [problem("limits/expression", path, said, "Correct the expression at this place.")];
  }
  const { roots, needsRecorded, uses } = parsed.expression;
  if (uses.length > 0) {
    const said = `${name} uses a reusable mapping, which only the steps of a run can.`;
    return [problem("limits/expression", path, said, "Write what it needs of the mapping here.")];
  }
  const foreign = roots.find((root) => root !== "input");
  if (foreign !== undefined) {
    const what = foreign === "*" ? "everything there is" : `\`${foreign}\``;
    const said = `${name} reads ${what}; before a run has begun there is only \`input\`.`;
    return [problem("limits/expression", path, said, "Name fields of the input, such as input.customer.")];
  }
  if (!needsRecorded) return [];
  const said = `${name} depends on the time or on chance, so equal inputs would not share the limit.`;
  return [problem("limits/expression", path, said, "Leave out $now, $millis, $random and $shuffle.")];
}

function conflicts({ debounce, batch, singleton }: FlowLimits): Problem[] {
  const found: Problem[] = [];
  if (debounce && batch) {
    const said =
      "The flow collects its starts in two ways: with debounce, which keeps the last, and with batch, which keeps all.";
    found.push(problem("limits/conflict", "batch", said, "Keep one of the two."));
  }
  if ((debounce ?? batch) && singleton) {
    const said = `The flow is a singleton and collects its starts with ${debounce ? "debounce" : "batch"}: a start that was accepted could be refused later.`;
    found.push(problem("limits/conflict", "singleton", said, "Use concurrency with max: 1 instead of singleton."));
  }
  if (debounce?.max !== undefined && durationMs(debounce.max) < durationMs(debounce.period)) {
    const said = "The debounce begins at the latest after a time (max) that is shorter than its period.";
    found.push(problem("limits/conflict", "debounce/max", said, "Make max at least as long as the period."));
  }
  return found;
}

const problem = (code: ProblemCode, path: string, message: string, fix: string): Problem => ({
  code,
  severity: "error",
  message,
  fix,
  path: `/limits/${path}`,
});
