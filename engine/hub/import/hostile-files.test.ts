import { describe, expect, it } from "vitest";
import { readFlow } from "../../core/flow/read-flow.ts";
import { writeFlow } from "../../core/flow/write-flow.ts";
import type { JsonValue } from "../../core/json.ts";
import { importFlow } from "./imported-flow.ts";

const STRANGE = [
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "valueOf",
  "",
  " ",
  "`$.x`",
  '"];process.exit()//',
  "\u2028",
  "steps",
];
/** Of the processor, so that a busy machine changes nothing. What this guards against takes minutes, or never ends. */
const LONGEST_MS = 15_000;

async function timed(text: string, name = "file.json") {
  const begun = process.threadCpuUsage();
  const result = await importFlow(text, name);
  const { user, system } = process.threadCpuUsage(begun);
  expect((user + system) / 1_000).toBeLessThan(LONGEST_MS);
  return result;
}

async function accepted(text: string, name?: string) {
  const result = await timed(text, name);
  if (!result.ok) throw new Error(result.problems.map(({ message }) => message).join(" "));
  expect(readFlow(writeFlow(result.document)).problems).toEqual([]);
  return result;
}

const json = (value: JsonValue): string => JSON.stringify(value);
const n8nNode = (name: JsonValue, parameters: JsonValue = {}, type = "n8n-nodes-base.noOp") => ({
  name,
  type,
  typeVersion: 1,
  position: [0, 0],
  parameters,
});
const ends = (...names: readonly string[]) => ({ main: [names.map((node) => ({ node, type: "main", index: 0 }))] });

describe("a file that is too much", () => {
  it.each([
    ["JSON", `{"nodes":[${"1,".repeat(2_500_000)}1],"connections":{}}`],
    ["XML", `<definitions>${"<a/>".repeat(1_250_000)}</definitions>`],
    ["YAML", `document:\n  dsl: "1.0.0"\n${"# \n".repeat(1_700_000)}`],
  ])("is refused when it is 5 MB of %s", async (_, text) => {
    expect(text.length).toBeGreaterThan(5_000_000);
    expect(await timed(text)).toMatchObject({ ok: false, problems: [{ code: "flow/too-large" }] });
  });

  it("is refused when its YAML multiplies by aliases", async () => {
    const levels = "abcdefghij".split("").map(
      (name, at, all) =>
        `${name}: &${name} [${Array(10)
          .fill(at === 0 ? "x" : `*${all[at - 1]!}`)
          .join(", ")}]`,
    );
    const result = await timed(`document:\n  dsl: "1.0.0"\ndo: []\n${levels.join("\n")}\n`, "bomb.yaml");
    expect(result).toMatchObject({ ok: false, problems: [{ code: "flow/unreadable" }] });
    expect(result.ok ? "" : result.problems[0]!.message).toMatch(/alias/);
  });

  it("is refused when an alias is inside of itself", async () => {
    const result = await timed('document: &a\n  dsl: "1.0.0"\n  self: *a\ndo: []\n', "circle.yaml");
    expect(result.ok).toBe(false);
  });

  it("is refused when it is nested deeper than any stack", { timeout: 40_000 }, async () => {
    const deep = "[".repeat(200_000) + "]".repeat(200_000);
    expect((await timed(`{"nodes":[],"connections":{},"x":${deep}}`)).ok).toBe(false);
    expect((await timed(`document:\n  dsl: "1.0.0"\ndo: ${deep}\n`, "deep.yaml")).ok).toBe(false);
  });

  it("is refused when it has more elements than a flow may have nodes", async () => {
    const nodes = Array.from({ length: 1_001 }, (_, index) => n8nNode(`n${index}`));
    expect(await timed(json({ nodes, connections: {} }))).toMatchObject({ ok: false, problems: [{ code: "flow/too-large" }] });
  });

  it.each([
    ["brackets", "(".repeat(5_000)],
    ["signs", "!".repeat(9_000)],
    ["choices", Array(400).fill("a").join(" || ")],
    ["sums", Array(400).fill("$json.a").join(" + ")],
    ["members", `$json${".a".repeat(4_000)}`],
    ["blanks", `$json.a ${" ".repeat(9_000)}@`],
  ])("keeps an expression of very many %s as a placeholder, or is done with it soon", async (_, source) => {
    const nodes = [
      n8nNode(
        "It",
        { assignments: { assignments: [{ name: "a", value: `={{ ${source} }}`, type: "any" }] } },
        "n8n-nodes-base.set",
      ),
    ];
    const { elements } = await accepted(
      json({ nodes: [n8nNode("Start", {}, "n8n-nodes-base.manualTrigger"), ...nodes], connections: { Start: ends("It") } }),
    );
    expect(elements.map(({ id }) => id)).toEqual(["Start", "It"]);
  });

  it(
    "is done soon with a thousand nodes in a row, and with a hundred that all lead to each other",
    { timeout: 60_000 },
    async () => {
      const row = Array.from({ length: 999 }, (_, index) => n8nNode(`n${index}`));
      const inRow = Object.fromEntries(row.slice(1).map((node, index) => [`n${index}`, ends(String(node.name))]));
      expect((await accepted(json({ nodes: row, connections: inRow }))).elements).toHaveLength(999);
      const few = row.slice(0, 40);
      const all = Object.fromEntries(few.map(({ name }) => [String(name), ends(...few.map((each) => String(each.name)))]));
      const result = await timed(json({ nodes: few, connections: all }));
      if (result.ok) expect(result.elements).toHaveLength(40);
    },
  );
});

describe("strange names in a file", () => {
  it.each(STRANGE)("n8n: a node called %j is accounted for", async (name) => {
    const nodes = [
      n8nNode("Start", {}, "n8n-nodes-base.manualTrigger"),
      n8nNode(name),
      n8nNode("After", { value: `={{ $('${name}').item.json.a }}` }, name),
    ];
    const text = `{"nodes":${json(nodes)},"connections":{"Start":${json(ends(name))},${json(name)}:${json(ends("After"))}}}`;
    const { elements, document } = await accepted(text);
    expect(elements.map(({ id }) => id).toSorted()).toEqual([name, "After", "Start"].toSorted());
    expect(document.edges).toHaveLength(2);
  });

  it.each(STRANGE)("a state machine: a state called %j is accounted for", async (name) => {
    const text = `{"StartAt":${json(name)},"States":{${json(name)}:{"Type":"Pass","End":true}}}`;
    const { elements } = await accepted(text);
    expect(elements.map(({ id }) => id)).toEqual(["StartAt", name]);
  });

  it.each(STRANGE)("an open workflow: a task called %j is accounted for", async (name) => {
    const text = `{"document":{"dsl":"1.0.0","name":"x"},"do":[{${json(name)}:{"set":{"a":"\${ .${"b"} }"}}}]}`;
    const { elements } = await accepted(text, "x.json");
    expect(elements.map(({ id }) => id)).toContain(`do/${name}`);
  });

  it.each(STRANGE)("an expression that reads %j neither breaks out nor breaks the import", async (name) => {
    const value = `={{ $json[${json(name)}] }}`;
    const nodes = [
      n8nNode("Start", {}, "n8n-nodes-base.manualTrigger"),
      n8nNode("It", { assignments: { assignments: [{ name: "a", value, type: "any" }] } }, "n8n-nodes-base.set"),
    ];
    const { elements } = await accepted(json({ nodes, connections: { Start: ends("It") } }));
    expect(elements).toHaveLength(2);
    expect(Object.hasOwn(Object.prototype, "a")).toBe(false);
  });
});

describe("a file whose lines are wrong", () => {
  it("accounts for nodes of one name, for lines to nowhere and from nowhere, and for a node that leads to itself", async () => {
    const nodes = [
      n8nNode("Start", {}, "n8n-nodes-base.manualTrigger"),
      n8nNode("Twin"),
      n8nNode("Twin"),
      n8nNode(7),
      { type: "x.y" },
      "no node",
    ];
    const connections = { Start: ends("Twin", "Nowhere"), Twin: ends("Twin"), Ghost: ends("Twin") };
    const { elements } = await accepted(json({ nodes, connections } as unknown as JsonValue));
    expect(elements).toHaveLength(6);
    expect(new Set(elements.map(({ id }) => id)).size).toBe(6);
    const noteOf = (id: string): string => elements.find((each) => each.id === id)?.note ?? "";
    expect(noteOf("Start")).toContain('"Nowhere"');
    expect(noteOf("Twin")).toContain('"Ghost"');
    expect(noteOf("Twin (2)")).toContain("another node has it too");
  });

  it("accounts for a circle of two nodes without a way out", async () => {
    const nodes = [n8nNode("Start", {}, "n8n-nodes-base.manualTrigger"), n8nNode("A"), n8nNode("B")];
    const { document, elements } = await accepted(json({ nodes, connections: { Start: ends("A"), A: ends("B"), B: ends("A") } }));
    expect(elements.map(({ id }) => id).toSorted()).toEqual(["A", "B", "Start"]);
    expect(document.nodes.some(({ kind }) => kind === "placeholder")).toBe(true);
  });

  it.each([
    ["connections that are a list", { nodes: [n8nNode("A")], connections: { A: { main: "x" } } }],
    ["a state that leads nowhere", { StartAt: "A", States: { A: { Type: "Pass", Next: "B" } } }],
    ["a state machine that begins nowhere", { StartAt: "X", States: { A: { Type: "Pass", End: true } } }],
    ["states in a circle", { StartAt: "A", States: { A: { Type: "Pass", Next: "B" }, B: { Type: "Pass", Next: "A" } } }],
    ["a state that is no object", { StartAt: "A", States: { A: 5 } }],
    [
      "tasks that are no objects",
      { document: { dsl: "1.0.0" }, do: [5, { a: 7 }, { b: { switch: [{ c: { when: "." } }], then: "a" } }] },
    ],
    ["tasks in a circle", { document: { dsl: "1.0.0" }, do: [{ a: { set: {}, then: "b" } }, { b: { set: {}, then: "a" } }] }],
    [
      "a function that calls itself",
      { document: { dsl: "1.0.0" }, use: { functions: { f: { call: "g" }, g: { call: "f" } } }, do: [{ a: { call: "f" } }] },
    ],
    ["no tasks", { document: { dsl: "1.0.0" }, do: [] }],
  ])("is refused or accounted for with %s", async (_, value) => {
    const result = await timed(json(value as unknown as JsonValue));
    if (result.ok)
      expect(result.elements.every(({ outcome, note }) => outcome === "translated" || note !== undefined)).toBe(true);
    else expect(result.problems[0]!.message).not.toBe("");
  });
});
