import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { loadFlowFolder } from "./load-flow-folder.ts";

describe("loadFlowFolder", () => {
  let folder = "";
  const write = (name: string, text: string): void => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "omnilink-flow-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const withExpression = (expression: string): string =>
    `omnilink: 1 # first\nnodes:\n  - id: total\n    kind: map\n    config:\n      ${expression}\nedges: []\n`;

  it("gives the text of flow.yaml byte for byte when there is nothing to inline", async () => {
    write("flow.yaml", withExpression("expression: input.total   # spaced"));
    expect(await loadFlowFolder(folder)).toMatchObject({
      ok: true,
      folder: { source: withExpression("expression: input.total   # spaced") },
    });
  });

  it.each([
    ["a flow mapping", "expression: { file: total.jsonata } # kept"],
    ["a block mapping", "expression:\n        file: total.jsonata"],
  ])("inlines an expression file named by %s without moving a line", async (_, expression) => {
    const text = withExpression(expression);
    write("flow.yaml", text);
    write("mappings/total.jsonata", '/* "all" lines */\n$sum(input.lines.price)\n');
    const loaded = await loadFlowFolder(join(folder, "flow.yaml"));
    if (!loaded.ok) throw new Error("expected the folder to load");
    const document = parse(loaded.folder.source) as { nodes: { config: { expression: string } }[]; edges: unknown[] };
    expect(document.nodes[0]?.config.expression).toBe('/* "all" lines */\n$sum(input.lines.price)\n');
    const edgesLine = (source: string): number => source.split("\n").indexOf("edges: []");
    expect(edgesLine(loaded.folder.source)).toBe(edgesLine(text));
  });

  it("puts the tests of a mapping in place of their file", async () => {
    write("flow.yaml", withExpression("expression: input.total\n    tests: { file: total.tests.yaml } # kept"));
    write("mappings/total.tests.yaml", "- name: one\n  given: { input: { total: 1 } }\n  expected: 1\n");
    const loaded = await loadFlowFolder(folder);
    if (!loaded.ok) throw new Error("expected the folder to load");
    const document = parse(loaded.folder.source) as { nodes: { tests: unknown }[] };
    expect(document.nodes[0]?.tests).toEqual([{ name: "one", given: { input: { total: 1 } }, expected: 1 }]);
    write("mappings/total.tests.yaml", "- {");
    expect(await loadFlowFolder(folder)).toMatchObject({ ok: false, problems: [{ code: "flow/unreadable", line: 7 }] });
  });

  it.each(["../secret.jsonata", "missing.jsonata", "/etc/secret.jsonata", "link.jsonata"])(
    "refuses the expression file %s",
    async (name) => {
      write("secret.jsonata", "secret");
      write("mappings/other.jsonata", "1");
      symlinkSync(join(folder, "secret.jsonata"), join(folder, "mappings/link.jsonata"));
      write("flow.yaml", withExpression(`expression: { file: ${name} }`));
      expect(await loadFlowFolder(folder)).toMatchObject({
        ok: false,
        problems: [{ code: "expression/file-missing", line: 6, column: 19 }],
      });
    },
  );

  it("says when there is no flow", async () => {
    expect(await loadFlowFolder(folder)).toMatchObject({ ok: false, problems: [{ code: "flow/unreadable" }] });
  });

  it("refuses a document over 2 MB without reading it", async () => {
    write("flow.yaml", "#".repeat(3 * 1024 * 1024));
    expect(await loadFlowFolder(folder)).toMatchObject({ ok: false, problems: [{ code: "flow/too-large" }] });
  });

  it("loads the flow and warns when the layout is broken", async () => {
    write("flow.yaml", "omnilink: 1\n");
    write("layout.json", "{");
    expect(await loadFlowFolder(folder)).toMatchObject({ ok: true, problems: [{ severity: "warning" }] });
  });

  it("lists scenarios in order", async () => {
    write("flow.yaml", "omnilink: 1\n");
    for (const name of ["b.yaml", "a.yaml", "notes.md"]) write(`scenarios/${name}`, "");
    const loaded = await loadFlowFolder(folder);
    expect(loaded.ok && loaded.folder.scenarioFiles.map((file) => file.slice(folder.length + 1))).toEqual([
      "scenarios/a.yaml",
      "scenarios/b.yaml",
    ]);
  });
});
