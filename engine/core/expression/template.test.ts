import { describe, expect, it } from "vitest";
import { fillTemplates, findTemplates, listExpressions } from "./template.ts";

const config = {
  title: '="Order " & input.id',
  plain: "text",
  literal: "\\=not an expression",
  body: { amount: "=steps.price.total", tags: ["=input.tag", "fixed", 7, null] },
  cases: [{ port: "large", when: "steps.price.total > 1000" }],
};
const definition = { expressionPaths: ["cases.*.when"] };

describe("templates", () => {
  it("are the strings that start with =, outside always-expression fields", () => {
    expect(findTemplates({ ...config, cases: [{ when: "=odd" }] }, definition.expressionPaths)).toEqual([
      { path: ["title"], source: '"Order " & input.id' },
      { path: ["body", "amount"], source: "steps.price.total" },
      { path: ["body", "tags", 0], source: "input.tag" },
    ]);
  });

  it("are listed together with always-expression fields, with their pointers", () => {
    expect(listExpressions(config, definition).map(({ pointer, type, source }) => [pointer, type, source])).toEqual([
      ["/title", "template", '"Order " & input.id'],
      ["/body/amount", "template", "steps.price.total"],
      ["/body/tags/0", "template", "input.tag"],
      ["/cases/0/when", "field", "steps.price.total > 1000"],
    ]);
  });

  it("are filled with their values in a copy, and \\= becomes =", () => {
    const before = structuredClone(config);
    const templates = findTemplates(config, definition.expressionPaths);
    expect(fillTemplates(config, templates, ["Order A-1", 11, "new"])).toEqual({
      title: "Order A-1",
      plain: "text",
      literal: "=not an expression",
      body: { amount: 11, tags: ["new", "fixed", 7, null] },
      cases: [{ port: "large", when: "steps.price.total > 1000" }],
    });
    expect(config).toEqual(before);
  });

  it("without a value leave their key out, or null in a list", () => {
    const templates = findTemplates(config, definition.expressionPaths);
    expect(fillTemplates(config, templates, [undefined, { a: 1 }, undefined])).toMatchObject({
      body: { amount: { a: 1 }, tags: [null, "fixed", 7, null] },
    });
    expect(fillTemplates(config, templates, [undefined, 1, 2])).not.toHaveProperty("title");
  });

  it("cost nothing where there are none", () => {
    const plain = { a: "b" };
    expect(fillTemplates(plain, [], [])).toBe(fillTemplates(plain, [], []));
  });
});
