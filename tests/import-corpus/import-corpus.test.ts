import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readFlow } from "#engine/core/flow/read-flow.ts";
import { writeFlow } from "#engine/core/flow/write-flow.ts";
import { layoutSchema } from "#engine/core/flow/layout.ts";
import { validateFlow } from "#engine/core/validate/validate-flow.ts";
import { importFlow } from "#engine/hub/import/imported-flow.ts";
import type { ImportedElement, ImportedFlow } from "#engine/core/import/import-result.ts";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import { sourceIds } from "./source-ids.ts";

const folder = (format: string): string => join(import.meta.dirname, format);
const filesOf = (format: string): readonly string[] =>
  readdirSync(folder(format))
    .filter((name) => !name.endsWith(".expected.json"))
    .toSorted();

async function imported(format: string, file: string): Promise<ImportedFlow & { readonly text: string }> {
  const text = readFileSync(join(folder(format), file), "utf8");
  const result = await importFlow(text, file);
  if (!result.ok) throw new Error(`${file}: ${result.problems.map(({ message }) => message).join(" ")}`);
  return { ...result, text };
}

type Format = "asl" | "n8n" | "bpmn" | "ows";

describe.each(["asl", "n8n", "bpmn", "ows"] as const)("the corpus of %s", (format) => {
  it.each(filesOf(format))("%s becomes a flow that is valid but for its placeholders", async (file) => {
    const { document, layout, format: told } = await imported(format, file);
    expect(told).toBe(format);
    expect(readFlow(writeFlow(document))).toMatchObject({ document, problems: [] });
    expect(layoutSchema.safeParse(layout).success).toBe(true);
    const problems = validateFlow(document, nodeDefinitions).filter(({ severity }) => severity === "error");
    expect(problems.filter(({ code }) => code !== "flow/placeholder")).toEqual([]);
  });

  it.each(filesOf(format))("%s is accounted for, element by element", async (file) => {
    const { document, elements, text } = await imported(format, file);
    expect(notAccountedFor(sourceIds(format, text), elements)).toEqual([]);
    const drawn = new Set(document.nodes.map(({ id }) => id));
    for (const { nodeIds } of elements) for (const id of nodeIds) expect(drawn).toContain(id);
    const owned = new Set(elements.flatMap(({ nodeIds }) => nodeIds));
    expect([...drawn].filter((id) => !owned.has(id))).toEqual([]);
  });

  it.each(filesOf(format))("%s gives the same flow each time", async (file) => {
    expect(await imported(format, file)).toEqual(await imported(format, file));
  });

  it("has as many files as it should", () => expect(filesOf(format).length).toBeGreaterThanOrEqual(SIZES[format]));

  it("is translated, and not just approximated, for at least four fifths of its elements", async () => {
    const rows = await Promise.all(filesOf(format).map((file) => rowOf(format, file)));
    const total = rows.reduce((sum, row) => ({ ...sum, ...added(sum, row) }), { file: "all", ...NONE });
    const share = (total.translated / total.elements) * 100;
    process.stdout.write(`${table(format, [...rows, total])}\n${format}: ${share.toFixed(1)} % translated\n`);
    expect(share).toBeGreaterThanOrEqual(80);
  });
});

describe("the account of an import", () => {
  const elements = [element("a"), element("b")];

  it("misses an element that was dropped, was reported twice or never was in the file", () => {
    expect(notAccountedFor(new Set(["a", "b"]), elements)).toEqual([]);
    expect(notAccountedFor(new Set(["a", "b", "c"]), elements)).toEqual(["c is missing"]);
    expect(notAccountedFor(new Set(["a", "b"]), [...elements, element("b")])).toEqual(["b is there twice"]);
    expect(notAccountedFor(new Set(["a"]), elements)).toEqual(["b is made up"]);
  });

  it.each(["n8n", "asl", "bpmn", "ows"] as const)(
    "misses whichever element of a file of %s is taken out of its report",
    async (format) => {
      const { elements: all, text } = await imported(format, filesOf(format)[0]!);
      const ids = sourceIds(format, text);
      for (const left of all.filter(({ id }) => ids.has(id)))
        expect(
          notAccountedFor(
            ids,
            all.filter((each) => each !== left),
          ),
        ).toEqual([`${left.id} is missing`]);
    },
  );
});

function element(id: string): ImportedElement {
  return { id, name: id, type: "task", outcome: "translated", nodeIds: [] };
}

const SIZES = { n8n: 30, asl: 20, bpmn: 10, ows: 8 } as const;

/** What a file has besides elements, as a report names it. */
const BESIDES = new Set(["StartAt", "schedule", "document", "start", "input", "output", "pinData", "staticData", "evaluate"]);
const isBesides = ({ id, type }: ImportedElement): boolean =>
  BESIDES.has(id) || /^(?:settings|use)\./.test(id) || type === "sequenceFlow" || /data/i.test(type);

/** Elements that a report leaves out, names twice or makes up. */
function notAccountedFor(ids: ReadonlySet<string>, elements: readonly ImportedElement[]): readonly string[] {
  const reported = elements.map(({ id }) => id);
  return [
    ...[...ids].filter((id) => !reported.includes(id)).map((id) => `${id} is missing`),
    ...reported.filter((id, index) => reported.indexOf(id) !== index).map((id) => `${id} is there twice`),
    ...elements.filter((each) => !ids.has(each.id) && !isBesides(each)).map(({ id }) => `${id} is made up`),
  ];
}

interface Row {
  readonly file: string;
  readonly elements: number;
  readonly translated: number;
  /** Of the translated ones, those that name something which is to be set up. */
  readonly noted: number;
  readonly approximated: number;
  readonly unsupported: number;
}

const NONE = { elements: 0, translated: 0, noted: 0, approximated: 0, unsupported: 0 };
const COLUMNS = ["elements", "translated", "noted", "approximated", "unsupported"] as const;

const added = (left: Row, right: Row): Omit<Row, "file"> =>
  Object.fromEntries(COLUMNS.map((column) => [column, left[column] + right[column]])) as unknown as Omit<Row, "file">;

async function rowOf(format: Format, file: string): Promise<Row> {
  const { elements: all, text } = await imported(format, file);
  const ids = sourceIds(format, text);
  // What a report says of more than elements counts where it is a loss.
  const elements = all.filter(({ id, outcome }) => ids.has(id) || outcome !== "translated");
  const count = (outcome: string): number => elements.filter((each) => each.outcome === outcome).length;
  return {
    file,
    elements: elements.length,
    translated: count("translated"),
    noted: elements.filter(({ outcome, note }) => outcome === "translated" && note !== undefined).length,
    approximated: count("approximated"),
    unsupported: count("unsupported"),
  };
}

function table(format: string, rows: readonly Row[]): string {
  const line = (cells: readonly unknown[]): string =>
    cells.map((cell, at) => (at === 0 ? String(cell).padEnd(34) : String(cell).padStart(13))).join("");
  return [line([format, ...COLUMNS]), ...rows.map((row) => line([row.file, ...COLUMNS.map((column) => row[column])]))].join("\n");
}
