import { describe, expect, it } from "vitest";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import type { MappingBundle } from "../../expression/mappings/mapping-bundle.ts";
import { contentHash } from "../../flow/canonical-hash.ts";
import type { FlowDocument } from "../../flow/flow-document.ts";
import { validateFlow } from "../../validate/validate-flow.ts";
import { bundleMappings, usesInFlow, withMappings } from "./bundle-mappings.ts";

const library: MappingBundle = {
  "total@1": { expression: "$sum(input.lines.price)" },
  "total@2": { expression: '$round($useMapping("total@1", input), 2)' },
  "name@1": { expression: "input.name" },
};
const find = (keys: readonly string[]) =>
  Promise.resolve(Object.fromEntries(keys.flatMap((key) => (library[key] === undefined ? [] : [[key, library[key]]]))));

const flow = (expression: string, more: Partial<FlowDocument> = {}): FlowDocument => ({
  omnilink: 1,
  id: "orders",
  name: "Orders",
  nodes: [
    { id: "start", kind: "trigger.manual" },
    { id: "price", kind: "map", config: { expression } },
  ],
  edges: [{ from: "start", to: "price" }],
  ...more,
});

const problemsOf = (document: FlowDocument) =>
  validateFlow(document, nodeDefinitions).map(({ code, message, fix }) => ({ code, message, fix }));

describe("a flow that uses mappings", () => {
  it("brings along what it uses, and what that uses in turn", async () => {
    const { document, problems } = await bundleMappings(flow('$useMapping("total@2", input)'), nodeDefinitions, find);
    expect(problems).toEqual([]);
    expect(Object.keys(document.mappings ?? {})).toEqual(["total@1", "total@2"]);
    expect(problemsOf(document)).toEqual([]);
    expect(usesInFlow(document, nodeDefinitions)).toMatchObject([{ key: "total@2", node: { id: "price" } }]);
  });

  it("loses what it does not use any more, and is left alone where nothing changes", () => {
    const whole = withMappings(flow('$useMapping("total@2", input)'), nodeDefinitions, library);
    expect(withMappings(whole, nodeDefinitions, library)).toBe(whole);
    const without = flow("input", { mappings: whole.mappings });
    expect(withMappings(without, nodeDefinitions, library)).toEqual(flow("input"));
    const plain = flow("input");
    expect(withMappings(plain, nodeDefinitions, library)).toBe(plain);
  });

  it("has another hash with another version", () => {
    const hashes = ["total@1", "total@2"].map((key) =>
      contentHash(withMappings(flow(`$useMapping("${key}", input)`), nodeDefinitions, library)),
    );
    expect(new Set(hashes).size).toBe(2);
  });

  it("is refused where it brings along something else than the library has under that version", async () => {
    const mappings = { "name@1": { expression: "input.title" } };
    const { problems } = await bundleMappings(flow('$useMapping("name@1", input)', { mappings }), nodeDefinitions, find);
    expect(problems).toMatchObject([{ code: "mapping/differs", path: "/mappings/name@1" }]);
  });

  it("keeps its own where the library has none of that name", async () => {
    const mappings = { "other@7": { expression: "input.title" } };
    const { document, problems } = await bundleMappings(
      flow('$useMapping("other@7", input)', { mappings }),
      nodeDefinitions,
      find,
    );
    expect({ mappings: document.mappings, problems }).toEqual({ mappings, problems: [] });
  });

  it("is a problem where a mapping is not there, with the newest one that is", () => {
    const mappings = { "total@1": library["total@1"]! };
    expect(problemsOf(flow('$useMapping("total@9", input)', { mappings }))).toEqual([
      {
        code: "expression/unknown-mapping",
        message: 'Node "price": "expression" cannot use a mapping: There is no mapping total@9.',
        fix: "The newest is total@1: use that one.",
      },
    ]);
  });

  it("is a problem where mappings use each other in a circle, or read more than their input", () => {
    const mappings = {
      "a@1": { expression: '$useMapping("b@1", input)' },
      "b@1": { expression: '$useMapping("a@1", input)' },
    };
    expect(problemsOf(flow('$useMapping("a@1", input)', { mappings }))).toMatchObject([{ code: "expression/mapping-cycle" }]);
    expect(problemsOf(flow("1", { mappings: { "a@1": { expression: "steps.x" } } }))).toMatchObject([
      { code: "mapping/invalid" },
    ]);
  });

  it("uses none where no run has begun", () => {
    const [start, price] = flow("1").nodes;
    const schedule = {
      ...start!,
      kind: "trigger.schedule",
      config: { cron: "0 8 * * *", input: { a: '=$useMapping("a@1", 1)' } },
    };
    const document = flow("1", { nodes: [schedule, price!], mappings: { "a@1": { expression: "input" } } });
    expect(problemsOf(document)).toMatchObject([{ code: "expression/mapping-use" }]);
    const limited = flow("1", { limits: { priority: '$useMapping("a@1", 1)' }, mappings: { "a@1": { expression: "input" } } });
    expect(problemsOf(limited)).toMatchObject([{ code: "limits/expression" }]);
  });
});
