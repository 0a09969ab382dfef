import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { JsonObject, JsonValue } from "#engine/core/json.ts";
import { importFlow } from "#engine/hub/import/imported-flow.ts";

const WRONG: readonly JsonValue[] = [
  null,
  5,
  -1,
  true,
  "",
  "x",
  "={{ $json.a }}",
  "${ .a }",
  "{% $a %}",
  "$.a[0]",
  [],
  [null],
  [[]],
  {},
  { a: {} },
  [{ name: 7 }],
];
const ROUNDS = 12;

/** The same numbers each time. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return Math.floor((state / 4_294_967_296) * below);
  };
}

/** Every place in a value: what holds it and its key. */
function placesIn(value: JsonValue): readonly (readonly [JsonObject, string])[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value as JsonObject).flatMap(([key, each]) => [
    [value as JsonObject, key] as const,
    ...placesIn(each ?? null),
  ]);
}

describe.each(["n8n", "asl", "ows"])("a file of %s in which something is wrong", (format) => {
  const folder = join(import.meta.dirname, format);
  const files = readdirSync(folder).filter((name) => !name.endsWith(".expected.json"));

  it.each(files)("is refused or accounted for, wherever it is wrong: %s", { timeout: 60_000 }, async (file) => {
    const text = readFileSync(join(folder, file), "utf8");
    const next = numbers(text.length);
    for (let round = 0; round < ROUNDS; round++) {
      const value = parse(text) as JsonValue;
      for (let wrong = 0; wrong <= round % 3; wrong++) {
        const places = placesIn(value);
        const [holder, key] = places[next(places.length)]!;
        (holder as Record<string, JsonValue>)[key] = structuredClone(WRONG[next(WRONG.length)]!);
      }
      const result = await importFlow(JSON.stringify(value), file);
      if (!result.ok) expect(result.problems[0]?.message, JSON.stringify(value)).toBeTruthy();
      else for (const { outcome, note } of result.elements) expect(outcome === "translated" || note !== undefined).toBe(true);
    }
  });
});
