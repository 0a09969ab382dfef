import { evaluateExpression } from "../expression/evaluate-expression.ts";
import { parseExpression } from "../expression/parse-expression.ts";
import { seededRandom } from "../expression/seeded-random.ts";
import { fillTemplates, findTemplates } from "../expression/template.ts";
import { StepFailure } from "../failure.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../json.ts";
import { occurrenceName } from "./occurrences.ts";
import type { ScheduleConfig } from "./schedule-config.ts";

/**
 * What a run of this occurrence gets: `{ scheduledAt, occurrence }` and what the schedule's `input` adds. Time and
 * randomness inside its expressions are the occurrence's own, so a repeat gives the same input. Throws `StepFailure`.
 */
export async function scheduledInput(config: ScheduleConfig, nodeId: string, occurrenceMs: number): Promise<JsonObject> {
  const scheduledAt = occurrenceName(occurrenceMs);
  const schedule: JsonObject = { scheduledAt, occurrence: `${nodeId}:${scheduledAt}` };
  if (config.input === undefined) return schedule;
  const authored = { input: config.input };
  const templates = findTemplates(authored, []);
  const recorded = { nowMs: occurrenceMs, random: seededRandom(0, `${nodeId} ${scheduledAt}`) };
  const values: (JsonValue | undefined)[] = [];
  for (const { source } of templates) values.push(await evaluate(source, { schedule }, recorded));
  const { input } = fillTemplates(authored, templates, values);
  if (isJsonObject(input)) return { ...schedule, ...input };
  const message = "The schedule's input must be an object; its expression gave something else.";
  throw new StepFailure({ code: "expression/failed", message });
}

function evaluate(source: string, scope: JsonObject, recorded: Parameters<typeof evaluateExpression>[2]) {
  const parsed = parseExpression(source);
  if (!parsed.ok) throw new StepFailure({ code: "expression/failed", message: parsed.message });
  return evaluateExpression(parsed.expression, scope, recorded);
}
