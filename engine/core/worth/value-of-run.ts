import { evaluateExpression } from "../expression/evaluate-expression.ts";
import { parseExpression } from "../expression/parse-expression.ts";
import type { JsonValue } from "../json.ts";
import { seededRandom } from "../expression/seeded-random.ts";

/** Nothing that the expression may read is recorded, because a rule refuses expressions that depend on time or chance. */
const NOTHING_RECORDED = { nowMs: 0, random: seededRandom(0, "nothing") };

/** What an expression says a run with this input is worth; `undefined` where it fails or gives no finite number. */
export async function valueOfRun(expression: string, input: JsonValue): Promise<number | undefined> {
  const parsed = parseExpression(expression);
  if (!parsed.ok) return undefined;
  const value = await evaluateExpression(parsed.expression, { input }, NOTHING_RECORDED).catch(() => undefined);
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}
