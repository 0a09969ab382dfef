import { describe, expect, it } from "vitest";
import { threadMs } from "#tests/support/processor-time.ts";
import type { JsonObject } from "../../json.ts";
import { listFields, openSchemaTree, type SchemaField } from "./schema-tree.ts";

const order: JsonObject = {
  type: "object",
  required: ["id", "lines"],
  properties: {
    id: { type: "string", format: "uuid" },
    note: { type: ["string", "null"], description: "Written by the customer", "x-sensitive": true },
    lines: { type: "array", items: { $ref: "#/$defs/Line" } },
    grid: { type: "array", items: { type: "array", items: { type: "integer" } } },
    status: { enum: ["open", "paid"] },
    buyer: { anyOf: [{ $ref: "#/$defs/Person" }, { $ref: "#/$defs/Company" }] },
    category: { $ref: "#/$defs/Category" },
    shared: { $ref: "#/schemas/Address/properties/home" },
  },
  $defs: {
    Line: { type: "object", required: ["sku"], properties: { sku: { type: "string" }, qty: { type: "integer" } } },
    Person: { type: "object", required: ["name", "born"], properties: { name: { type: "string" }, born: { type: "string" } } },
    Company: {
      allOf: [{ properties: { name: { type: "string" } }, required: ["name"] }, { properties: { vat: { type: "string" } } }],
    },
    Category: { type: "object", properties: { name: { type: "string" }, parent: { $ref: "#/$defs/Category" } } },
  },
};
const schemas = { Address: { properties: { home: { type: "object", properties: { zip: { type: "string" } } } } } };

describe("openSchemaTree", () => {
  const tree = openSchemaTree(order, schemas);
  const field = (...path: string[]): SchemaField => tree.fieldAt(path)!;
  const names = (...path: string[]): string[] => tree.childrenOf(field(...path)).map(({ name }) => name);

  it("shows types, formats, choices and what is required", () => {
    expect(field("id")).toMatchObject({
      types: ["string"],
      format: "uuid",
      isRequired: true,
      isNullable: false,
      hasChildren: false,
    });
    expect(field("note")).toMatchObject({
      isNullable: true,
      isRequired: false,
      isSensitive: true,
      description: "Written by the customer",
    });
    expect(field("status")).toMatchObject({ types: ["string"], choices: ["open", "paid"] });
  });

  it("hangs the members of items below their array", () => {
    expect(field("lines")).toMatchObject({ arrayDepth: 1, types: ["object"], hasChildren: true });
    expect(tree.childrenOf(field("lines"))[0]).toMatchObject({ path: ["lines", "*", "sku"], isRequired: true });
    expect(field("grid")).toMatchObject({ arrayDepth: 2, types: ["integer"], hasChildren: false });
  });

  it("shows the variants of a choice together", () => {
    expect(names("buyer")).toEqual(["name", "born", "vat"]);
    expect(field("buyer", "name").isRequired).toBe(true);
    expect(field("buyer", "born").isRequired).toBe(false);
  });

  it("follows a schema that refers to itself as far as it is opened", () => {
    expect(field("category").isRecursive).toBe(false);
    expect(field("category", "parent").isRecursive).toBe(true);
    expect(field("category", ...Array.from({ length: 50 }, () => "parent"), "name").types).toEqual(["string"]);
  });

  it("follows references into the schemas of the flow", () => {
    expect(names("shared")).toEqual(["zip"]);
  });

  it("ends where a reference leads nowhere or in a circle", () => {
    const circle = openSchemaTree({ $ref: "#/$defs/a", $defs: { a: { $ref: "#/$defs/b" }, b: { $ref: "#/$defs/a" } } });
    expect(circle.childrenOf(circle.root)).toEqual([]);
    expect(openSchemaTree({ properties: { x: { $ref: "#/nowhere" } } }).fieldAt(["x"])).toMatchObject({ types: [] });
    const nested: JsonObject = { type: "array", items: { $ref: "#" } };
    expect(openSchemaTree(nested).root.arrayDepth).toBe(8);
  });

  it("lists fields breadth first and opens a recursive one once", () => {
    const paths = listFields(tree, 100).map(({ path }) => path.join("/"));
    expect(paths.slice(0, 3)).toEqual(["", "id", "note"]);
    expect(paths).toContain("category/parent");
    expect(paths).not.toContain("category/parent/name");
    expect(listFields(tree, 4)).toHaveLength(4);
  });

  it("opens 5,000 recursive fields well within a second", () => {
    const wide: JsonObject = {
      $ref: "#/$defs/Node",
      $defs: {
        Node: {
          type: "object",
          properties: Object.fromEntries(
            Array.from({ length: 5_000 }, (_, index) => [
              `field${index}`,
              index % 5 === 0 ? { $ref: "#/$defs/Node" } : { type: "string" },
            ]),
          ),
        },
      },
    };
    const open = () => {
      const large = openSchemaTree(wide);
      const children = large.childrenOf(large.root);
      expect(children).toHaveLength(5_000);
      expect(large.childrenOf(children[0]!)).toHaveLength(5_000);
    };
    expect(threadMs(open)).toBeLessThan(2_000);
  });
});
