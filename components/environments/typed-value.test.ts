import { expect, it } from "vitest";
import { readValue, textOf, typeOf } from "./typed-value.ts";

it.each([
  ["text", "300", "300"],
  ["text", "", ""],
  ["number", " 12.5 ", 12.5],
  ["json", '{ "limit": 5 }', { limit: 5 }],
  ["json", "true", true],
] as const)("reads %s %j", (type, text, value) => {
  expect(readValue(type, text)).toEqual({ ok: true, value });
});

it.each([
  ["number", ""],
  ["number", "5 €"],
  ["number", "Infinity"],
  ["json", "{ limit: 5 }"],
] as const)("says why %s %j is none", (type, text) => {
  expect(readValue(type, text)).toMatchObject({ ok: false, message: expect.stringContaining("no") });
});

it.each(["plain text", 7, true, null, { a: [1] }])("shows %j as it can be typed again", (value) => {
  expect(readValue(typeOf(value), textOf(value))).toEqual({ ok: true, value });
});
