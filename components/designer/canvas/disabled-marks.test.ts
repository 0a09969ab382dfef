import { expect, it } from "vitest";
import { disabledMarks } from "./disabled-marks.ts";

const nodes = [
  { id: "start", kind: "trigger.manual" },
  { id: "a", kind: "map" },
  { id: "b", kind: "map" },
];
const groups = (collapsed: boolean) => ({ g: { name: "Pair", nodes: ["start", "a", "b"], collapsed } });
const words = (disabled: string[], collapsed = true) => {
  const marks = disabledMarks({ positions: {}, disabled, groups: groups(collapsed) }, nodes)?.nodes ?? {};
  return Object.fromEntries(Object.entries(marks).map(([id, { word }]) => [id, word]));
};

it("what tries pass by says so, and so does the card of a collapsed group for all that it stands for", () => {
  expect(words(["a"])).toEqual({ a: "Disabled", "group:g": "1 of 2 disabled" });
  expect(words(["a", "b"])).toEqual({ a: "Disabled", b: "Disabled", "group:g": "Disabled" });
  expect(words(["a"], false)).toEqual({ a: "Disabled" });
  expect(disabledMarks({ positions: {}, groups: groups(true) }, nodes)).toBeUndefined();
});
