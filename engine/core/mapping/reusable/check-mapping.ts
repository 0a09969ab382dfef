import { parseExpression } from "../../expression/parse-expression.ts";
import type { BundledMapping } from "../../expression/mappings/mapping-bundle.ts";
import type { JsonValue } from "../../json.ts";
import { inspectSchema } from "../../schema/inspect-schema.ts";

const NO_SCHEMAS: ReadonlySet<string> = new Set();

/** Why a mapping cannot be used by anybody, as one sentence; `undefined` for a usable one. The mappings it uses are not looked at. */
export function checkBundledMapping({ expression, input, output }: BundledMapping): string | undefined {
  const parsed = parseExpression(expression);
  if (!parsed.ok) return parsed.message;
  const foreign = parsed.expression.roots.find((root) => root !== "input" && root !== "*");
  if (foreign !== undefined) return `It reads \`${foreign}\`; a reusable mapping has only \`input\`, the value it is applied to.`;
  return faultOf("input", input) ?? faultOf("output", output);
}

function faultOf(side: "input" | "output", schema: JsonValue | undefined): string | undefined {
  if (schema === undefined) return undefined;
  const [fault] = inspectSchema(schema, NO_SCHEMAS);
  if (fault === undefined) return undefined;
  const place = fault.path === "" ? "" : ` at ${fault.path}`;
  return `The schema of its ${side}${place} ${fault.message}.`;
}
