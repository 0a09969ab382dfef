import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { JsonObject, JsonValue } from "#engine/core/json.ts";
import { importFlow } from "#engine/hub/import/imported-flow.ts";

/** A machine that is busy with other things may take this long. */
const PATIENCE_MS = 600_000;
const ROUNDS = 25;

/** What each format reads something into, in places where it does not belong. */
const WRONG: readonly JsonValue[] = [
  ...[null, 5, -1, 1e308, true, "", "x", "__proto__", "={{ $json.a }}", "${ .a }", "{% $a %}", "$.a[0]", "States.Format('{}')"],
  ...[[], [null], [[]], {}, { a: {} }, { toString: 1 }, [{ name: 7 }]],
];
const wrong: fc.Arbitrary<JsonValue> = fc.oneof(
  fc.constantFrom(...WRONG),
  fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.parse(JSON.stringify(value)) as JsonValue),
);

/** What is done to a file at one of its places: something else there, nothing there, or what is at another place. */
const mutation = fc.record({ at: fc.nat(), how: fc.constantFrom("replace", "remove", "copy"), from: fc.nat(), value: wrong });
type Mutation = typeof mutation extends fc.Arbitrary<infer Value> ? Value : never;

/** Every place in a value: what holds it and its key. */
function placesIn(value: JsonValue): readonly (readonly [Record<string, JsonValue>, string])[] {
  if (typeof value !== "object" || value === null) return [];
  const holder = value as Record<string, JsonValue>;
  return Object.entries(value as JsonObject).flatMap(([key, each]) => [[holder, key] as const, ...placesIn(each ?? null)]);
}

function mutate(value: JsonValue, { at, how, from, value: other }: Mutation): void {
  const places = placesIn(value);
  if (places.length === 0) return;
  const [holder, key] = places[at % places.length]!;
  if (how === "remove") delete holder[key];
  else if (how === "replace") holder[key] = structuredClone(other);
  else {
    const [source, name] = places[from % places.length]!;
    holder[key] = structuredClone(source[name]!);
  }
}

/** An importer answers: what cannot be taken over is refused, or accounted for. It never throws. */
async function answers(text: string, file: string): Promise<void> {
  const result = await importFlow(text, file);
  if (!result.ok) return expect(result.problems.every(({ message, fix }) => message !== "" && fix !== "")).toBe(true);
  for (const { outcome, note } of result.elements) expect(outcome === "translated" || note !== undefined).toBe(true);
}

const filesOf = (folder: string): readonly string[] => readdirSync(folder).filter((name) => !name.endsWith(".expected.json"));

const flows = join(import.meta.dirname, "../../flows");
const folders = ["n8n", "asl", "ows"].map((format) => [format, join(import.meta.dirname, format)] as const);
const documents = [
  ...folders.flatMap(([format, folder]) => filesOf(folder).map((file) => [`${format}/${file}`, join(folder, file)] as const)),
  ...readdirSync(flows)
    .filter((name) => !name.includes("."))
    .map((name) => [`flows/${name}`, join(flows, name, "flow.yaml")] as const),
];

describe("a file in which something is wrong", () => {
  it.each(documents)("is refused or accounted for, wherever it is wrong: %s", { timeout: PATIENCE_MS }, async (name, path) => {
    const text = readFileSync(path, "utf8");
    await fc.assert(
      fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 4 }), async (mutations) => {
        const value = parse(text) as JsonValue;
        for (const one of mutations) mutate(value, one);
        await answers(JSON.stringify(value), name);
      }),
      { numRuns: ROUNDS },
    );
  });

  const bpmn = join(import.meta.dirname, "bpmn");
  const tag = /<[^>]*>|\s[\w:]+="[^"]*"|="[^"]*"/g;
  it.each(filesOf(bpmn))("is so too where it is XML: %s", { timeout: PATIENCE_MS }, async (file) => {
    const text = readFileSync(join(bpmn, file), "utf8");
    const places = [...text.matchAll(tag)].map(({ index, 0: { length } }) => ({ index, length }));
    const cut = fc.record({ at: fc.nat({ max: places.length - 1 }), by: fc.constantFrom("", ' id="x"', '=""', '="x"', "<a/>") });
    await fc.assert(
      fc.asyncProperty(cut, async ({ at, by }) => {
        const { index, length } = places[at]!;
        await answers(text.slice(0, index) + by + text.slice(index + length), file);
      }),
      { numRuns: ROUNDS },
    );
  });
});
