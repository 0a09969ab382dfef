import { execFile } from "node:child_process";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import BpmnModdle from "bpmn-moddle";
import { afterAll, expect, it } from "vitest";
import { contentHash } from "#engine/core/flow/canonical-hash.ts";
import type { FlowDocument } from "#engine/core/flow/flow-document.ts";
import { readFlow } from "#engine/core/flow/read-flow.ts";
import { writeFlow } from "#engine/core/flow/write-flow.ts";
import { memoryWorld } from "#engine/export-kit/memory-world.ts";
import { exportFlow } from "#engine/hub/export/export-flow.ts";
import { readProject } from "#engine/hub/import/typescript/read-project.ts";
import { loadExported } from "#tests/support/exported-flow.ts";

/** Texts that have broken out of generated code, markup or comments somewhere. */
const HOSTILE = [
  '"];process.exit()//',
  "`${process.exit(7)}`",
  "'; globalThis.broken = true; //",
  "*/ globalThis.broken = true; /*",
  "</script><script>globalThis.broken = true</script>",
  "<!-- --> ]]> &amp; <x a='b'>",
  "line\u2028separator\u2029paragraph",
  "back\\slash \\u0022 \\n",
  "a\r\nb\tc\u0000d\u0007\u001b[31m",
  "\ufeffbom \u202ertl \ud800 lone",
  "__proto__",
  "constructor",
  "toString",
  "𝓤𝓷𝓲𝓬𝓸𝓭𝓮 👩‍👩‍👧 田中さん الاختبار",
  "${jndi:ldap://127.0.0.1/a}",
  "%s%x%n {{constructor.constructor('x')()}}",
  "--> flowchart end",
  "```\n# not a heading",
  "null",
  " ",
];

function documentWith(text: string): FlowDocument {
  return {
    omnilink: 1,
    id: "hostile",
    name: text,
    description: text,
    input: { type: "object", title: text, properties: { [text]: { type: "string", const: text, description: text } } },
    schemas: { Thing: { type: "object", description: text, properties: { [text]: { enum: [text] } }, required: [text] } },
    nodes: [
      { id: "start", kind: "trigger.manual", name: text },
      { id: "say", kind: "map", name: text, description: text, config: { expression: JSON.stringify(text) } },
      {
        id: "call",
        kind: "http",
        name: text,
        config: {
          method: "POST",
          url: "https://example.com",
          headers: { "x-a": "b" },
          body: { [text]: text, list: [`\\=${text}`, "=steps.say"] },
        },
        retry: { maxAttempts: 2, on: [text] },
      },
      { id: "ask", kind: "approval", name: text, config: { title: text, details: text, approvers: { roles: ["executive"] } } },
      { id: "end", kind: "stop", name: text, config: { output: { text, "=": "=steps.call" }, message: text } },
    ],
    edges: [
      { from: "start", to: "say" },
      { from: "say", to: "call" },
      { from: "call", to: "ask" },
      { from: "ask", to: "end", port: "approved" },
    ],
  } as FlowDocument;
}

const ROOT = join(process.cwd(), "test-results", "hostile-exports");
afterAll(() => rm(ROOT, { recursive: true, force: true }));

/** A lone surrogate is not text: a file cannot hold it. */
const asFile = (text: string): string => Buffer.from(text, "utf8").toString("utf8");

it("hostile texts in every field compile, do nothing and mean the same", async () => {
  await rm(ROOT, { recursive: true, force: true });
  const refused: string[] = [];
  for (const [index, raw] of HOSTILE.entries()) {
    const text = asFile(raw);
    const source = writeFlow(documentWith(text));
    const { document } = readFlow(source);
    if (!document) {
      refused.push(text);
      continue;
    }
    const files = await exportFlow({ document: document!, source }, "ts");
    for (const { path, text: content } of files) {
      await mkdir(dirname(join(ROOT, `h${index}`, path)), { recursive: true });
      await writeFile(join(ROOT, `h${index}`, path), content);
    }
    const read = readProject(new Map(files.map(({ path, text: content }) => [path, content])));
    if ("problems" in read) throw new Error(JSON.stringify(read.problems));
    expect(read).toMatchObject({ edits: [], left: [] });
    expect(contentHash(read.document)).toBe(contentHash(document!));

    const { runFlow } = await loadExported(document!, join(ROOT, "run", `h${index}`));
    const world = memoryWorld({ send: ({ body }) => ({ body: body ?? null }) });
    const result = await runFlow(world, {});
    const sent = { [text]: text, list: [`=${text}`, text] };
    expect(result).toEqual({ status: "completed", output: { text, "=": sent } });
  }
  expect(refused).toEqual(["__proto__"]);
  expect(globalThis).not.toHaveProperty("broken");
  await writeFile(
    join(ROOT, "tsconfig.json"),
    JSON.stringify({
      compilerOptions: {
        strict: true,
        noEmit: true,
        target: "ES2024",
        module: "NodeNext",
        moduleResolution: "NodeNext",
        allowImportingTsExtensions: true,
        skipLibCheck: true,
        types: ["node"],
      },
      include: ["h*/src", "h*/test"],
    }),
  );
  await promisify(execFile)(process.execPath, [join(process.cwd(), "node_modules/typescript/bin/tsc"), "-p", ROOT]);
}, 180_000);

it("hostile texts leave drawings well-formed", async () => {
  for (const raw of HOSTILE) {
    const document = documentWith(asFile(raw));
    const source = writeFlow(document);
    const [svg] = await exportFlow({ document, source }, "svg");
    const [bpmn] = await exportFlow({ document, source }, "bpmn");
    const [mermaid] = await exportFlow({ document, source }, "mermaid");
    expect(svg!.text).not.toContain("<script");
    expect(await parseBpmn(bpmn!.text)).toEqual([]);
    for (const line of mermaid!.text.trimEnd().split("\n").slice(1)) expect(line).toMatch(/^ +n_\w+/);
  }
});

async function parseBpmn(text: string): Promise<readonly unknown[]> {
  const { warnings } = await new BpmnModdle().fromXML(text);
  return warnings;
}
