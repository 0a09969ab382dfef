import { describe, expect, it } from "vitest";
import { threadMs } from "#tests/support/processor-time.ts";
import { readFlow } from "./read-flow.ts";
import { attachPositions } from "./source-positions.ts";

const valid = `omnilink: 1
id: orders
name: Orders
nodes:
  - { id: start, kind: trigger.manual }
  - id: price
    kind: map
    name: Price it
    config: { expression: "input.total" }
edges:
  - { from: start, to: price }
`;

const problemsOf = (text: string) => readFlow(text).problems;
const first = (text: string) => problemsOf(text)[0];

describe("readFlow", () => {
  it("reads YAML and JSON alike", () => {
    const { document, problems } = readFlow(valid);
    expect(problems).toEqual([]);
    expect(document?.nodes[1]).toEqual({ id: "price", kind: "map", name: "Price it", config: { expression: "input.total" } });
    expect(readFlow(JSON.stringify(document)).document).toEqual(document);
  });

  it("takes YAML 1.2 words as text", () => {
    expect(readFlow(valid.replace("name: Orders", "name: yes")).document?.name).toBe("yes");
  });

  it.each<[string, string, object]>([
    ["a syntax error", "omnilink: [1", { code: "flow/unreadable", line: 1, column: 13 }],
    [
      "a key written twice",
      "a: 1\na: 2\n",
      { code: "flow/unreadable", line: 2, column: 1, fix: "Keep one of the keys with this name." },
    ],
    [
      "a tag",
      valid.replace("name: Orders", "name: !secret x"),
      { code: "flow/unreadable", line: 3, message: "The flow document uses the tag !secret; tags are refused." },
    ],
    ["a known tag", valid.replace("name: Orders", "name: !!str x"), { code: "flow/unreadable", line: 3 }],
    [
      "several documents",
      `${valid}---\n${valid}`,
      { code: "flow/unreadable", message: "The flow document cannot be read: Source contains multiple documents." },
    ],
    [
      "a key that is no name",
      "? [a]\n: 1\n",
      { code: "flow/unreadable", message: "The flow document has a key that is not a plain name." },
    ],
    ["a key without text", ": 1\n", { code: "flow/unreadable" }],
    ["a prototype key", "__proto__: { a: 1 }\n", { code: "flow/unreadable", line: 1, column: 1 }],
    [
      "an anchor",
      "omnilink: &v 1\n",
      { code: "flow/yaml-alias", message: "The flow document uses an anchor, &v; anchors and aliases are refused.", line: 1 },
    ],
    ["an empty text", "", { code: "flow/unreadable", message: "The text is not a flow document." }],
    ["a list", "[]", { code: "flow/unreadable", line: 1 }],
    ["a text", "hello", { code: "flow/unreadable" }],
    [
      "no version",
      "id: a\n",
      { code: "flow/unsupported-version", path: "/omnilink", message: "The flow document does not say its version." },
    ],
    ["another version", valid.replace("omnilink: 1", "omnilink: 2"), { code: "flow/unsupported-version", line: 1, column: 11 }],
    [
      "deep brackets",
      "[".repeat(100_000),
      { code: "flow/unreadable", message: "The flow document is nested deeper than 200 levels." },
    ],
    ["deep dashes", "- ".repeat(100_000), { code: "flow/unreadable", fix: "Make the nesting flatter." }],
    [
      "deep indentation",
      Array.from({ length: 900 }, (_, depth) => `${" ".repeat(depth)}a:\n`).join(""),
      { code: expect.stringMatching(/^flow\//) as string },
    ],
    ["3 MB", `${valid}# ${"x".repeat(3_000_000)}`, { code: "flow/too-large", path: "" }],
    ["2 MB of wide letters", `${valid}# ${"é".repeat(1_200_000)}`, { code: "flow/too-large" }],
  ])("refuses %s", (_, text, expected) => {
    const refuse = () => {
      expect(first(text)).toMatchObject({ severity: "error", ...expected });
      expect(readFlow(text).document).toBeUndefined();
    };
    expect(threadMs(refuse)).toBeLessThan(4_000);
  });

  it("refuses aliases before they can grow", () => {
    const bomb = `a: &a [x, x, x, x, x, x, x, x, x]\n${"bcdefghij"
      .split("")
      .map((name, index) => `${name}: &${name} [${Array(9).fill(`*${"abcdefghij"[index]}`).join(", ")}]\n`)
      .join("")}`;
    expect(problemsOf(bomb).every(({ code }) => code === "flow/yaml-alias")).toBe(true);
    expect(first(bomb)?.line).toBe(1);
  });

  it.each<[string, string, object]>([
    [
      "an unknown key of a node",
      valid.replace("name: Price it", "nam: Price it"),
      {
        code: "flow/unknown-key",
        path: "/nodes/1/nam",
        line: 8,
        column: 5,
        nodeId: "price",
        message: 'Node "price" has an unknown key "nam".',
        fix: 'Write "name" instead of "nam", or remove it.',
      },
    ],
    [
      "an unknown key of the document",
      `${valid}colour: red\n`,
      {
        code: "flow/unknown-key",
        path: "/colour",
        line: 12,
        message: 'The flow document has an unknown key "colour".',
        fix: /Known keys: omnilink, id/,
      },
    ],
    [
      "an unknown key of an edge",
      valid.replace("to: price }", "to: price, prt: a }"),
      { code: "flow/unknown-key", path: "/edges/0/prt", line: 11, fix: 'Write "port" instead of "prt", or remove it.' },
    ],
    [
      "an unknown key of a retry",
      valid.replace("kind: map", "kind: map\n    retry: { maxAttempts: 2, jiter: true }"),
      {
        code: "flow/unknown-key",
        path: "/nodes/1/retry/jiter",
        message: 'Node "Price it" (price) has an unknown key "jiter".',
        fix: 'Write "jitter" instead of "jiter", or remove it.',
      },
    ],
    [
      "a value out of bounds",
      valid.replace("kind: map", "kind: map\n    retry: { maxAttempts: 0 }"),
      { path: "/nodes/1/retry/maxAttempts", fix: 'Change "retry.maxAttempts"; the least is 1.', line: 8, column: 27 },
    ],
    [
      "too long a text",
      valid.replace("Price it", "x".repeat(121)),
      { path: "/nodes/1/name", fix: 'Change "name"; the most is 120 characters.' },
    ],
    [
      "a wrong duration",
      valid.replace("kind: map", "kind: map\n    timeout: 30s"),
      { message: /"timeout" must be an ISO 8601 duration/ },
    ],
    [
      "a missing field of an edge",
      valid.replace(", to: price }", " }"),
      { path: "/edges/0/to", message: 'Edge 1 of the list has no "to".', fix: 'Add "to"; it takes a value of type string.' },
    ],
    [
      "a missing id",
      valid.replace("id: start, ", ""),
      { path: "/nodes/0/id", message: 'Node 1 of the list has no "id".', line: 5 },
    ],
    [
      "a wrong word",
      valid.replace("to: price }", "to: price, kind: flw }"),
      { message: /The edge from "start" to "price": "kind"/, fix: 'Change "kind"; it can be "flow", "error", "compensation".' },
    ],
    [
      "a node that is text",
      valid.replace("  - { id: start, kind: trigger.manual }", "  - start"),
      { path: "/nodes/0", message: /The flow document: "nodes.0"/ },
    ],
    ["an infinite number", valid.replace('"input.total"', ".inf"), { code: "flow/invalid-value" }],
  ])("reports %s with its place", (_, text, expected) => {
    const problem = first(text);
    for (const [key, value] of Object.entries(expected)) {
      if (value instanceof RegExp) expect(problem?.[key as "message"]).toMatch(value);
      else expect(problem).toHaveProperty(key, value);
    }
  });

  it("reports every problem of the shape at once", () => {
    expect(problemsOf("omnilink: 1\nid: 1a\nname: ''\nnodes: []\nedges: {}\nfoo: 1\n").map(({ path }) => path)).toEqual([
      "/id",
      "/name",
      "/nodes",
      "/edges",
      "/foo",
    ]);
  });
});

describe("attachPositions", () => {
  const problem = (path: string, code: "flow/cycle" | "flow/unknown-key" = "flow/cycle") => ({
    code,
    severity: "error" as const,
    message: "",
    fix: "",
    path,
  });

  it("marks the value, the nearest part that exists, or the unknown key", () => {
    const { positions } = readFlow(valid);
    const places = ["/nodes/1/config/expression", "/nodes/1/config/missing", "/edges/7", ""].map(
      (path) => attachPositions([problem(path)], positions)[0],
    );
    expect(places.map((place) => [place?.line, place?.column])).toEqual([
      [9, 27],
      [9, 13],
      [11, 3],
      [1, 1],
    ]);
    expect(attachPositions([problem("/nodes/1/config/expression", "flow/unknown-key")], positions)[0]).toMatchObject({
      line: 9,
      column: 15,
    });
  });

  it("leaves positions that are known, and problems of a text that was not read", () => {
    const { positions } = readFlow("x".repeat(3_000_000));
    expect(attachPositions([problem("/a")], positions)).toEqual([problem("/a")]);
    expect(attachPositions([{ ...problem("/a"), line: 7 }], readFlow(valid).positions)[0]?.line).toBe(7);
  });
});
