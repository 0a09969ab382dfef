import { describe, expect, it } from "vitest";
import { flowOf, said } from "../rule-fixtures.ts";
import { knownKind } from "./known-kind.ts";

describe("knownKind", () => {
  it("accepts kinds that are defined", () => {
    expect(said(knownKind, flowOf(["a:trigger", "b:map"], []))).toEqual([]);
  });

  it("proposes the nearest kind", () => {
    expect(said(knownKind, flowOf([{ id: "b", kind: "mpa", name: "Price" }], []))).toEqual([
      'flow/unknown-kind /nodes/0/kind: Node "Price" (b) is of the unknown kind "mpa". Write "map" instead of "mpa".',
    ]);
  });

  it("lists the kinds when none is near", () => {
    expect(said(knownKind, flowOf(["b:somethingElse"], []))[0]).toContain(
      "Use one of call, check, join, map, pause, split, stop, trigger.",
    );
  });
});
