import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { flowDocumentSchema, type FlowDocument } from "../flow/flow-document.ts";
import { readFlow } from "../flow/read-flow.ts";
import type { JsonObject } from "../json.ts";
import { nodeDefinitions } from "../../nodes/definitions.ts";
import { scopeAt, ScopeModel } from "./scope-at.ts";

const orderApproval = readFlow(
  readFileSync(new URL("../../../flows/orderApproval/flow.yaml", import.meta.url), "utf8"),
).document!;

const flow = (nodes: readonly JsonObject[], edges: readonly JsonObject[], more: JsonObject = {}): FlowDocument =>
  flowDocumentSchema.parse({ omnilink: 1, id: "test", name: "Test", nodes, edges, ...more });

const at = (document: FlowDocument, nodeId: string, samples = {}) => scopeAt({ document, samples }, nodeId, nodeDefinitions);
const stepsOf = (document: FlowDocument, nodeId: string): string => {
  const { properties = {}, required = [] } = at(document, nodeId).schema["properties"]!["steps" as never] as unknown as {
    properties?: object;
    required?: readonly string[];
  };
  return Object.keys(properties)
    .map((id) => (required.includes(id) ? id : `${id}?`))
    .toSorted()
    .join(" ");
};

const map = (id: string, expression = "1", more: JsonObject = {}) => ({ id, kind: "map", config: { expression }, ...more });
const start = { id: "start", kind: "trigger.manual" };

describe("steps in scope", () => {
  it("are those that lead to the node; what only some ways lead through may be missing", () => {
    expect(stepsOf(orderApproval, "price")).toBe("start");
    expect(stepsOf(orderApproval, "ship")).toBe("approve? charge price size start");
    expect(stepsOf(orderApproval, "declined")).toBe("approve price size start");
  });

  it("have the shape of their contract, where a mapping has one", () => {
    const target = { schema: { type: "object", properties: { total: { type: "number" } } } };
    const agreed = map("a", "1", { config: { expression: "input.whatever", target } });
    const document = flow(
      [start, agreed, map("b")],
      [
        { from: "start", to: "a" },
        { from: "a", to: "b" },
      ],
    );
    expect(at(document, "b").schema).toMatchObject({ properties: { steps: { properties: { a: target.schema } } } });
  });

  it("of an undo are those of the step it undoes, and that step", () => {
    expect(stepsOf(orderApproval, "refund")).toBe("approve? charge price size start");
    expect(Object.keys(at(orderApproval, "refund").schema["properties"]!)).toContain("step");
  });

  it("behind a join are sure when the branches run side by side, and are not when one of them is chosen", () => {
    const fork = flow(
      [start, map("a"), map("b"), { id: "both", kind: "join" }, map("end")],
      [
        { from: "start", to: "a" },
        { from: "start", to: "b" },
        { from: "a", to: "both" },
        { from: "b", to: "both" },
        { from: "both", to: "end" },
      ],
    );
    expect(stepsOf(fork, "end")).toBe("a b both start");
    const choice = flow(
      [
        start,
        { id: "which", kind: "branch", config: { cases: [{ port: "x", when: "true" }] } },
        map("a"),
        map("b"),
        { id: "both", kind: "join" },
      ],
      [
        { from: "start", to: "which" },
        { from: "which", to: "a", port: "x" },
        { from: "which", to: "b", port: "otherwise" },
        { from: "a", to: "both" },
        { from: "b", to: "both" },
      ],
    );
    expect(stepsOf(choice, "both")).toBe("a? b? start which");
  });

  it("on an error edge leave the failed step out, and bring the error in", () => {
    const failing = flow(
      [start, map("a"), map("mend")],
      [
        { from: "start", to: "a" },
        { from: "a", to: "mend", kind: "error" },
      ],
    );
    expect(stepsOf(failing, "mend")).toBe("start");
    expect(at(failing, "mend").schema["properties"]).toHaveProperty("error.properties.code");
    expect(at(failing, "a").schema["properties"]).not.toHaveProperty("error");
  });

  it("end for a draft that holds a circle", () => {
    const circle = flow(
      [map("a", "steps.b"), map("b", "steps.a")],
      [
        { from: "a", to: "b" },
        { from: "b", to: "a" },
      ],
    );
    expect(stepsOf(circle, "a")).toBe("b");
  });
});

describe("containers", () => {
  const document = flow(
    [
      start,
      { id: "each", kind: "forEach", config: { items: "input.lines" } },
      map("line", "item.price * 2", { parent: "each" }),
      { id: "again", kind: "loop", config: { while: "index < 2" } },
      map("turn", "index", { parent: "again" }),
      map("end"),
    ],
    [
      { from: "start", to: "each" },
      { from: "each", to: "again" },
      { from: "again", to: "end" },
    ],
    {
      input: {
        type: "object",
        properties: { lines: { type: "array", items: { type: "object", properties: { price: { type: "number" } } } } },
      },
    },
  );
  const names = (nodeId: string) => Object.keys(at(document, nodeId).schema["properties"]!).join(" ");

  it("show the item and its index inside a for-each, with the type of the list's items", () => {
    expect(names("line")).toBe("input steps vars env run item index");
    expect(at(document, "line").schema["properties"]).toHaveProperty("item.properties.price", { type: "number" });
    expect(names("each")).toBe("input steps vars env run");
  });

  it("show the index inside a loop and in its condition", () => {
    expect(names("turn")).toBe("input steps vars env run index");
    expect(names("again")).toBe("input steps vars env run index");
  });

  it("keep what items gave inside, and what turns gave visible behind", () => {
    expect(stepsOf(document, "end")).toBe("again each start turn?");
    expect(new ScopeModel({ document, samples: {} }, nodeDefinitions).outputOf("each").schema).toEqual({
      type: "array",
      items: { type: "number" },
    });
  });
});

describe("types and samples", () => {
  it("are worked out through the steps before", () => {
    const { schema, sample, origins } = at(orderApproval, "size");
    expect(schema["properties"]).toHaveProperty("steps.properties.price.properties.total", { type: "number" });
    expect(sample["steps"]).toMatchObject({ price: { total: expect.any(Number) } });
    expect(origins).toMatchObject({ price: "computed", input: "example" });
  });

  it("take what is pinned before what is worked out", () => {
    const { sample, origins } = at(orderApproval, "size", { start: { id: "X", lines: [{ sku: "a", price: 3, qty: 4 }] } });
    expect(sample["steps"]).toMatchObject({ price: { id: "X", total: 12 } });
    expect(origins).toMatchObject({ start: "pinned", input: "pinned" });
    expect(at(orderApproval, "size", { price: { total: 7 } }).sample["steps"]).toMatchObject({ price: { total: 7 } });
  });

  it("give the outputs that kinds describe, and the type of a pinned value where nothing else is known", () => {
    const shapes = at(orderApproval, "declined", {}).schema["properties"];
    expect(shapes).toHaveProperty("steps.properties.approve.properties.by.type", "string");
    const pinned = at(orderApproval, "ship", { charge: { chargeId: "c-1" } }).schema["properties"];
    expect(pinned).toHaveProperty("steps.properties.charge.properties.chargeId", { type: "string" });
  });

  it("of a trigger's filter are the event alone", () => {
    const document = flow([{ id: "start", kind: "trigger.event", config: { types: ["a.b"], filter: "event.data" } }], []);
    expect(Object.keys(at(document, "start").schema["properties"]!)).toEqual(["event"]);
  });

  it("of variables are those of the steps that set them", () => {
    const document = flow(
      [start, { id: "set", kind: "assign", config: { values: { count: "2", name: "'Ana'" } } }, map("end")],
      [
        { from: "start", to: "set" },
        { from: "set", to: "end" },
      ],
    );
    expect(at(document, "end").schema["properties"]).toHaveProperty("vars.properties.name", { const: "Ana" });
    expect(at(document, "end").sample["vars"]).toEqual({ count: 2, name: "Ana" });
  });
});
