import { expect, it } from "vitest";
import { importFlow } from "./imported-flow.ts";

async function problem(text: string) {
  const result = await importFlow(text);
  if (result.ok) throw new Error("It was imported.");
  return result.problems[0]!;
}

const BPMN = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL">';

it.each([
  ["JSON that ends too early", '{\n  "nodes": [],\n  "connections": {}\n', 4],
  ["JSON with a comma missing", '{ "nodes": []\n "connections": {} }', 2],
  ["YAML with a list that does not end", 'document:\n  dsl: "1.0.0"\ndo: [\n', 4],
  ["YAML with a key twice", 'document:\n  dsl: "1.0.0"\ndo: []\ndo: []\n', 4],
  ["XML whose elements do not close", `${BPMN}\n<process id="a">\n</definitions>`, 3],
  ["XML that ends too early", `${BPMN}\n<process id="a">`, 2],
  ["a flow document with an unknown key", "omnilink: 1\nid: x\nname: X\nnodes: [{ id: a, kind: map }]\nedges: []\nextra: 1\n", 6],
])("%s is refused, with the line", async (_, text, line) => {
  expect((await problem(text)).line).toBe(line);
});

it.each([
  ["nothing", "", "The file is empty."],
  ["blanks", "\u{feff} \n\t", "The file is empty."],
  ["a web page", "<!DOCTYPE html><title>Sign in</title>", "The file is a web page, not an exported workflow."],
  ["an n8n workflow without nodes", '{"nodes":[],"connections":{}}', "The file holds no elements."],
  ["a process without elements", `${BPMN}<process id="a"/></definitions>`, "The file holds no elements."],
  ["a letter", "Dear all,\nsee the workflow", "The file is no workflow of a known format."],
  ["another sort of XML", "<svg/>", "The file is no workflow of a known format."],
])("%s is refused in words", async (_, text, message) => {
  expect((await problem(text)).message).toBe(message);
});

it("a flow document is taken as it is, and says which files it lacks", async () => {
  const result = await importFlow(`omnilink: 1
id: sums
name: Sums
nodes:
  - { id: start, kind: trigger.manual }
  - { id: add, kind: map, name: Add, config: { expression: { file: add.jsonata } } }
edges: [{ from: start, to: add }]
`);
  expect(result).toMatchObject({ ok: true, format: "omnilink", document: { id: "sums" } });
  expect(result.ok && result.elements.map(({ id, outcome }) => [id, outcome])).toEqual([
    ["start", "translated"],
    ["add", "approximated"],
  ]);
});

it("a name may hold markup and signs of every language", async () => {
  const name = '<script>alert("ü")</script> 🎈';
  const result = await importFlow(JSON.stringify({ StartAt: name, States: { [name]: { Type: "Pass", End: true } } }));
  expect(result.ok && result.elements.at(-1)?.name).toBe(name);
});
