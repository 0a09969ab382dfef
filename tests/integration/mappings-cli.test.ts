import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { prepareInstallation } from "#engine/host/prepare-installation.ts";
import { runOmnilink } from "#tests/support/run-omnilink.ts";
import { createTestDatabase, type TestDatabase } from "#tests/support/test-database.ts";

const order = '{"type":"object","required":["lines"],"properties":{"lines":{"type":"array"}}}';

describe("omnilink mappings", () => {
  let database: TestDatabase;
  const folder = mkdtempSync(join(tmpdir(), "omnilink-mappings-"));
  const omnilink = (...args: readonly string[]) => runOmnilink(args, { DATABASE_URL: database.url, OMNILINK_DATA: folder });
  const json = async (...args: readonly string[]): Promise<unknown> => JSON.parse((await omnilink(...args, "--json")).stdout);
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await database.drop();
  });

  it("say how the first one is made", async () => {
    expect(await omnilink("mappings")).toMatchObject({ code: 0, stderr: expect.stringContaining("There are no mappings yet") });
    expect(await json("mappings", "list")).toEqual({ mappings: [] });
  }, 60_000);

  it("publish the next version from text and from files, and say what breaks", async () => {
    const first = await omnilink(
      "mappings",
      "publish",
      "total",
      "$sum(input.lines.price)",
      "--input",
      order,
      "--description",
      "What an order costs",
    );
    expect(first).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('total@1 is published: $useMapping("total@1", value)'),
    });
    expect((await omnilink("mappings", "publish", "total", "$sum(input.lines.price)", "--input", order)).stderr).toContain(
      "The newest version of total says this already.",
    );
    const expression = file("total.jsonata", '{ "total": $sum(input.lines.price) }');
    const second = await json(
      "mappings",
      "publish",
      "total",
      expression,
      "--input",
      file("order.json", order),
      "--note",
      "As an object",
    );
    expect(second).toMatchObject({ version: 2, compatibility: { isBreaking: true } });
  }, 60_000);

  it("list and show them, with what broke", async () => {
    expect((await omnilink("mappings", "list")).stdout).toMatch(/total@2 +0 +\S+ +What an order costs/);
    const shown = (await omnilink("mappings", "show", "total")).stdout;
    for (const words of ["total@2", "As an object", "breaks", "total@1", "$sum(input.lines.price)"])
      expect(shown).toContain(words);
    expect(await json("mappings", "show", "total")).toMatchObject({
      name: "total",
      versions: [{ version: 2 }, { version: 1 }],
      usedBy: [],
    });
  }, 60_000);

  it.each<[string, readonly string[], string]>([
    ["a name that there is not", ["show", "totl"], "Did you mean: omnilink mappings show total"],
    ["a version where a name is meant", ["show", "total@1"], "Did you mean: omnilink mappings show total"],
    ["a name like no other", ["show", "weather"], "See them with: omnilink mappings"],
    ["a name that is none", ["publish", "../../etc", "input"], "is no name for a mapping"],
    ["a file that is not there", ["publish", "gone", "gone.jsonata"], "There is no file gone.jsonata."],
    ["no expression at all", ["publish", "empty", ""], "expression"],
    ["half an expression", ["publish", "half", "$sum(input"], "mapping/invalid"],
    ["an expression that reads the flow", ["publish", "foreign", "steps.a"], "a reusable mapping has only `input`"],
    [
      "a mapping that uses what there is not",
      ["publish", "uses", '$useMapping("totl@1", input)'],
      "There is total@2: use that one",
    ],
    ["a schema that is a list", ["publish", "list", "input", "--input", "[1]"], "--input is no JSON Schema."],
    ["a schema that is none", ["publish", "odd", "input", "--output", '{"type":"objekt"}'], "must be one of array, boolean"],
    ["a result that its schema cannot hold", ["publish", "never", '"a"', "--output", '{"type":"number"}'], "should be a number"],
  ])(
    "refuse %s in words",
    async (_what, args, words) => {
      const refused = await omnilink("mappings", ...args);
      expect(refused.code).toBe(2);
      expect(refused.stderr).toContain(words);
      expect(refused.stderr).not.toContain("    at ");
    },
    60_000,
  );

  it("are written into a flow that uses them, which then needs no library", async () => {
    const path = file(
      "flow.yaml",
      `omnilink: 1
id: bundled
name: Bundled
nodes:
  - { id: start, kind: trigger.manual }
  - { id: total, kind: map, config: { expression: '$useMapping("total@1", input)' } }
edges: [{ from: start, to: total }]
`,
    );
    expect((await omnilink("mappings", "bundle", path)).stderr).toContain("brings along total@1.");
    expect(readFileSync(path, "utf8")).toContain("total@1:");
    const run = await omnilink("run", path, "--local", "--json", "--input", '{"lines":[{"price":2}]}');
    expect(JSON.parse(run.stdout)).toMatchObject({ status: "completed", output: 2 });
    const refused = await omnilink("run", path, "--local", "--json", "--input", '{"lines":2}');
    expect(JSON.parse(refused.stdout)).toMatchObject({ status: "failed" });
    expect(refused.stdout).toContain("mapping/mismatch");
  }, 60_000);

  it("of the examples are deployed with their flow, and shared by the first start", async () => {
    const copy = join(folder, "invoiceOrder");
    cpSync("flows/invoiceOrder", copy, { recursive: true });
    expect(await json("deploy", copy)).toMatchObject({ flowId: "invoiceOrder", version: 1, changed: true });
    const lines: string[] = [];
    await prepareInstallation(database.url, (line) => lines.push(line));
    expect(lines).toContain("published the mappings invoiceLine@1, invoice@1");
    expect(await json("mappings", "show", "invoiceLine")).toMatchObject({
      usedBy: [{ flowId: "invoiceOrder", version: 1, where: "live" }],
    });
    const again: string[] = [];
    await prepareInstallation(database.url, (line) => again.push(line));
    expect(again).toEqual([]);
    expect(await json("deploy", copy)).toMatchObject({ changed: false });
  }, 120_000);
});
