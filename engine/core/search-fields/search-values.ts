import { evaluateExpression } from "../expression/evaluate-expression.ts";
import { parseExpression, type ParsedExpression } from "../expression/parse-expression.ts";
import { seededRandom } from "../expression/seeded-random.ts";
import type { JsonValue } from "../json.ts";
import type { SearchFields } from "./search-fields.ts";

/** What a run is found by, by the name of the field. */
export type SearchValues = Readonly<Record<string, string>>;

/** Of longer text this much is kept. */
const MAX_VALUE = 200;

/** A rule refuses expressions that depend on time or chance. */
const NOTHING_RECORDED = { nowMs: 0, random: seededRandom(0, "nothing") };

type Parsed = readonly (readonly [string, ParsedExpression])[];
const parsedOf = new WeakMap<SearchFields, Parsed>();

/**
 * What the fields of a flow are for this input. A field whose expression fails, or gives something else than a text, a
 * number or a boolean, is left out: no run is refused because of what it can be found by. `undefined` when there is none.
 */
export async function searchValues(fields: SearchFields | undefined, input: JsonValue): Promise<SearchValues | undefined> {
  if (fields === undefined) return undefined;
  const values: Record<string, string> = {};
  for (const [name, expression] of parsed(fields)) {
    const value = await evaluateExpression(expression, { input }, NOTHING_RECORDED).catch(() => undefined);
    const text = textOf(value);
    if (text !== undefined) values[name] = text;
  }
  return Object.keys(values).length === 0 ? undefined : values;
}

/** A version is loaded once and starts many runs. */
function parsed(fields: SearchFields): Parsed {
  const known = parsedOf.get(fields);
  if (known) return known;
  const all = Object.entries(fields).flatMap(([name, source]) => {
    const result = parseExpression(source);
    return result.ok ? [[name, result.expression] as const] : [];
  });
  parsedOf.set(fields, all);
  return all;
}

function textOf(value: JsonValue | undefined): string | undefined {
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return typeof value === "string" && value !== "" ? value.slice(0, MAX_VALUE).toWellFormed() : undefined;
}
