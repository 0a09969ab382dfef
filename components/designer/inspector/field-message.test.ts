import { expect, it } from "vitest";
import type { Problem } from "#engine/core/problem.ts";
import { fieldMessage } from "./field-message.ts";

const said = (message: string, code: Problem["code"] = "flow/invalid-value") =>
  fieldMessage({ code, severity: "error", message, fix: "Do it.", path: "/nodes/0/config/url" });

it.each([
  ['Node "Charge" (charge) has no "config.url".', "Fill this in."],
  ['Node "Charge" (charge): "config.url" must start with /.', "Must start with /."],
  ['Node "charge": "config.timeout" is not valid: expected string.', "Expected string."],
])("says %s beside the field", (message, expected) => {
  expect(said(message)).toBe(expected);
});

it("keeps what an expression's problem says, without the text that stands above it", () => {
  const message = 'Node "a": "expression" is not a usable expression: Expected ")" (at character 3 of `(1 `).';
  expect(said(message, "expression/syntax")).toBe('Is not a usable expression: Expected ")".');
});

it("adds what to do where the field alone does not say it", () => {
  const message = 'Node "a": "expression" reads steps.prise, but there is no node "prise".';
  expect(said(message, "flow/unknown-step-reference")).toBe('Reads steps.prise, but there is no node "prise". Do it.');
});
