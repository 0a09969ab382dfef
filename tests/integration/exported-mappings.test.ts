import { rm, writeFile, mkdir } from "node:fs/promises";
import { execFile } from "node:child_process";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FlowDocument } from "#engine/core/flow/flow-document.ts";
import { writeFlow } from "#engine/core/flow/write-flow.ts";
import type { Json } from "#engine/export-kit/json.ts";
import { memoryWorld } from "#engine/export-kit/memory-world.ts";
import { exportFlow } from "#engine/hub/export/export-flow.ts";
import { readProject } from "#engine/hub/import/typescript/read-project.ts";
import { loadExported } from "#tests/support/exported-flow.ts";

const ROOT = join(process.cwd(), "test-results", "exported-mappings");

const document: FlowDocument = {
  ...{ omnilink: 1, id: "priced", name: "Priced", edges: [{ from: "start", to: "price" }] },
  nodes: [
    { id: "start", kind: "trigger.manual" },
    { id: "price", kind: "map", config: { expression: '{ "total": $useMapping("gross@2", input), "id": input.id }' } },
  ],
  mappings: {
    "gross@2": { expression: '$round($useMapping("net@1", input) * 1.2, 2)' },
    "net@1": {
      expression: "$sum(input.lines.(price * qty))",
      input: {
        type: "object",
        required: ["lines"],
        properties: { lines: { type: "array", items: { type: "object", properties: { price: { type: "number" } } } } },
      },
      output: { type: "number", minimum: 0 },
    },
  },
};

describe("an exported flow that uses reusable mappings", () => {
  beforeAll(() => rm(ROOT, { recursive: true, force: true }));
  afterAll(() => rm(ROOT, { recursive: true, force: true }));

  const projectOf = async () => {
    const files = await exportFlow({ document, source: writeFlow(document) }, "ts");
    return new Map(files.map(({ path, text }) => [path, text]));
  };

  it("evaluates them as the engine does, and needs no library", async () => {
    const { runFlow } = await loadExported(document, join(ROOT, "run"));
    const input: Json = {
      id: "A-1",
      lines: [
        { price: 2, qty: 3 },
        { price: 0.55, qty: 1 },
      ],
    };
    expect(await runFlow(memoryWorld(), input)).toMatchObject({ status: "completed", output: { id: "A-1", total: 7.86 } });
  });

  it("refuses what they do not declare, at the place that the engine names", async () => {
    const { runFlow } = await loadExported(document, join(ROOT, "declared"));
    const refused = await runFlow(memoryWorld(), { lines: [{ price: 2, qty: 1 }, { price: "3" }] });
    expect(refused).toMatchObject({
      status: "failed",
      failure: {
        code: "mapping/mismatch",
        message: expect.stringMatching(
          /^In the mapping gross@2: The mapping net@1 does not take .* \/lines\/1\/price: /,
        ) as string,
        details: { mapping: "net@1", side: "input", errors: [{ path: "/lines/1/price" }] },
      },
    });
    const broken = await runFlow(memoryWorld(), { lines: [{ price: -2, qty: 1 }] });
    expect(broken).toMatchObject({ failure: { code: "mapping/mismatch", details: { side: "output", errors: [{ path: "" }] } } });
  });

  it("compiles under tsc --strict", async () => {
    const folder = join(ROOT, "check");
    for (const [path, text] of await projectOf()) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    const tsc = join(process.cwd(), "node_modules/typescript/bin/tsc");
    await promisify(execFile)(process.execPath, [tsc, "--strict", "-p", folder]);
  }, 120_000);

  it("is read back with them, and says that a version is not edited", async () => {
    const files = await projectOf();
    expect(readProject(files)).toMatchObject({ source: writeFlow(document), edits: [], left: [] });
    files.set("mappings/reusable/net@1.jsonata", "1");
    expect(readProject(files)).toMatchObject({
      source: writeFlow(document),
      edits: [],
      left: [expect.stringContaining("mappings/reusable/net@1.jsonata was edited") as string],
    });
  });
});
