import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { autoMap, DEFAULT_THRESHOLD, type AutoMapLine } from "#engine/core/mapping/auto-map/auto-map.ts";
import { inferSchema } from "#engine/core/mapping/schema/infer-schema.ts";
import { openSchemaTree, type SchemaTree } from "#engine/core/mapping/schema/schema-tree.ts";
import type { JsonValue } from "#engine/core/json.ts";

interface Pair {
  readonly source: JsonValue;
  readonly target: JsonValue;
  readonly expected: Readonly<Record<string, string>>;
}

interface Result {
  readonly name: string;
  readonly right: number;
  readonly proposed: number;
  readonly expected: number;
  readonly wrong: readonly string[];
  readonly missed: readonly string[];
}

const folder = join(import.meta.dirname, "pairs");
const treeOf = (sample: JsonValue): SchemaTree => openSchemaTree(inferSchema([sample]).schema);

const dotted = (path: readonly string[]): string => path.join(".");

function measure(file: string, threshold: number): Result {
  const pair = parse(readFileSync(join(folder, file), "utf8")) as Pair;
  const lines = autoMap({ sources: [{ at: ["input"], tree: treeOf(pair.source) }], target: treeOf(pair.target) });
  const shown = lines.filter(({ score }) => score >= threshold);
  const isRight = ({ source, target }: AutoMapLine): boolean =>
    (pair.expected[dotted(target.path)] ?? "").split(" | ").includes(dotted(source.path.slice(1)));
  const found = new Set(shown.filter(isRight).map(({ target }) => dotted(target.path)));
  return {
    name: file.replace(".yaml", ""),
    right: found.size,
    proposed: shown.length,
    expected: Object.keys(pair.expected).length,
    wrong: shown
      .filter((line) => !isRight(line))
      .map((line) => `${dotted(line.target.path)} <- ${dotted(line.source.path)} ${line.score}`),
    missed: Object.keys(pair.expected)
      .filter((target) => !found.has(target))
      .map(
        (target) =>
          `${target} <- ${pair.expected[target]} ${lines.find((line) => dotted(line.target.path) === target)?.score ?? ""}`,
      ),
  };
}

const sum = (results: readonly Result[], count: "right" | "proposed" | "expected"): number =>
  results.reduce((total, result) => total + result[count], 0);

function table(results: readonly Result[]): string {
  const rows = results.map(({ name, right, proposed, expected, wrong, missed }) => {
    const numbers = `${right} right of ${proposed} proposed, ${expected} expected`;
    const details = process.env["AUTO_MAP_DETAILS"]
      ? [...wrong.map((line) => `    wrong  ${line}`), ...missed.map((line) => `    missed ${line}`)]
      : [];
    return [`${name.padEnd(34)} ${numbers}`, ...details].join("\n");
  });
  const [right, proposed, expected] = (["right", "proposed", "expected"] as const).map((count) => sum(results, count)) as [
    number,
    number,
    number,
  ];
  return [
    ...rows,
    `precision ${(right / proposed).toFixed(3)}, recall ${(right / expected).toFixed(3)} at ${DEFAULT_THRESHOLD}`,
  ].join("\n");
}

describe("the auto-map benchmark", () => {
  const results = readdirSync(folder)
    .sort()
    .map((file) => measure(file, DEFAULT_THRESHOLD));

  it("holds at least 20 pairs", () => {
    expect(results.length).toBeGreaterThanOrEqual(20);
  });

  it("is right nine times out of ten at the default threshold, and finds most of what there is", () => {
    process.stdout.write(`${table(results)}\n`);
    expect(sum(results, "right") / sum(results, "proposed")).toBeGreaterThanOrEqual(0.9);
    expect(sum(results, "right") / sum(results, "expected")).toBeGreaterThanOrEqual(0.6);
  });

  it("proposes nothing where there is nothing", () => {
    expect(results.find(({ name }) => name === "nothing-in-common")?.proposed).toBe(0);
  });
});
