import { describe, expect, it } from "vitest";
import { findTargetField } from "#engine/core/mapping/model/mapping-model.ts";
import { readMapping } from "#engine/core/mapping/model/read-mapping.ts";
import { evaluateExpression } from "#engine/core/expression/evaluate-expression.ts";
import { parseExpression } from "#engine/core/expression/parse-expression.ts";
import { probeFor } from "./probe-text.ts";
import { seededRandom } from "#engine/core/expression/seeded-random.ts";

async function probed(text: string, id: string): Promise<unknown> {
  const model = readMapping(text);
  const field = findTargetField(model, id)!;
  const { text: probe, at } = probeFor(model, field);
  expect(probe.slice(at, at + field.end - field.start)).toBe(text.slice(field.start, field.end));
  const parsed = parseExpression(probe);
  if (!parsed.ok) throw new Error(`${probe}: ${parsed.message}`);
  return evaluateExpression(
    parsed.expression,
    {
      input: {
        id: 7,
        lines: [
          { sku: "A", price: 2, parts: [{ n: 1 }, { n: 2 }] },
          { sku: "B", price: 3, parts: [{ n: 3 }] },
        ],
      },
    },
    { nowMs: 0, random: seededRandom(0, "test") },
  );
}

describe("a probe works out one field", () => {
  it("of an object", async () => {
    expect(await probed('{ "a": input.id + 1, "b": $error("no") }', "/a")).toBe(8);
  });

  it("of an object in an object, with the variables around it", async () => {
    expect(await probed('( $x := input.id; { "a": { "b": $x * 2, "c": $error("no") } } )', "/a/b")).toBe(14);
  });

  it("of the items of a list, for each item", async () => {
    expect(await probed('{ "lines": input.lines[price > 1].{ "s": sku, "t": $error("no") } }', "/lines/0/s")).toEqual(["A", "B"]);
  });

  it("of lists in lists", async () => {
    const text = '{ "l": input.lines.{ "p": parts.{ "m": n * 10, "x": $error("no") } } }';
    expect(await probed(text, "/l/0/p/0/m")).toEqual([10, 20, 30]);
  });

  it("of the whole output", async () => {
    expect(await probed("input.id", "")).toBe(7);
  });
});
