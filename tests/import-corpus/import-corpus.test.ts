import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readFlow } from "#engine/core/flow/read-flow.ts";
import { writeFlow } from "#engine/core/flow/write-flow.ts";
import { layoutSchema } from "#engine/core/flow/layout.ts";
import { validateFlow } from "#engine/core/validate/validate-flow.ts";
import { importFlow } from "#engine/hub/import/imported-flow.ts";
import type { ImportedFlow } from "#engine/hub/import/imported-element.ts";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import { sourceIds } from "./source-ids.ts";

const folder = (format: string): string => join(import.meta.dirname, format);
const filesOf = (format: string): readonly string[] => readdirSync(folder(format)).toSorted();

async function imported(format: string, file: string): Promise<ImportedFlow & { readonly text: string }> {
  const text = readFileSync(join(folder(format), file), "utf8");
  const result = await importFlow(text, file);
  if (!result.ok) throw new Error(`${file}: ${result.problems.map(({ message }) => message).join(" ")}`);
  return { ...result, text };
}

describe.each(["asl", "n8n", "bpmn"] as const)("the corpus of %s", (format) => {
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
    const reported = elements.map(({ id }) => id);
    expect(new Set(reported).size).toBe(reported.length);
    expect(reported).toEqual(expect.arrayContaining([...sourceIds(format, text)]));
    const drawn = new Set(document.nodes.map(({ id }) => id));
    for (const { nodeIds } of elements) for (const id of nodeIds) expect(drawn).toContain(id);
    const owned = new Set(elements.flatMap(({ nodeIds }) => nodeIds));
    expect([...drawn].filter((id) => !owned.has(id))).toEqual([]);
  });

  it.each(filesOf(format))("%s gives the same flow each time", async (file) => {
    expect(await imported(format, file)).toEqual(await imported(format, file));
  });

  it("is translated or approximated for at least four fifths of its elements", async () => {
    const flows = await Promise.all(filesOf(format).map((file) => imported(format, file)));
    const elements = flows.flatMap((flow) => flow.elements);
    const count = (outcome: string): number => elements.filter((element) => element.outcome === outcome).length;
    const [translated, approximated, unsupported] = ["translated", "approximated", "unsupported"].map(count);
    const share = ((translated! + approximated!) / elements.length) * 100;
    expect(share, `${translated} translated, ${approximated} approximated, ${unsupported} unsupported`).toBeGreaterThanOrEqual(
      80,
    );
  });
});
