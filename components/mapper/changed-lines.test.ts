import { describe, expect, it } from "vitest";
import type { JsonObject } from "#engine/core/json.ts";
import { openSchemaTree } from "#engine/core/mapping/schema/schema-tree.ts";
import type { ExpressionData } from "#engine/core/scope/scope-at.ts";
import { changedLines } from "./changed-lines.ts";
import { knownSample } from "./known-sample.ts";
import { sampledTree } from "./sampled-tree.ts";

/** A webhook whose contract says nothing about its input. */
function sourceOf(input: JsonObject, origin: "example" | "pinned") {
  const data: Pick<ExpressionData, "sample" | "origins"> = { sample: { input }, origins: { input: origin } };
  return sampledTree(openSchemaTree({ type: "object", properties: { input: { type: "object" } } }), knownSample(data));
}

const text = '{ "who": input.user.login, "what": input.title }';
const messages = (lines: ReturnType<typeof changedLines>) => lines.map(({ message }) => message);

describe("lines that do not fit", () => {
  it("are none while the data are only made up", () => {
    const source = sourceOf({ number: 1 }, "example");
    expect(changedLines(text, { source: undefined, target: undefined }, { source, target: undefined })).toEqual([]);
  });

  it("are told of when a sample shows that something is not there, once, with what could be meant", () => {
    const before = { source: sourceOf({ user: { login: "ana" }, title: "x" }, "pinned"), target: undefined };
    const after = { source: sourceOf({ user: { login: "ana" }, headline: "x" }, "pinned"), target: undefined };
    const lines = changedLines(text, before, after);
    expect(messages(lines)).toEqual(['"input.title" is not in the source any more.']);
    expect(lines[0]?.proposal?.names).toEqual(["input", "headline"]);
    expect(messages(changedLines(text, { source: undefined, target: undefined }, after))).toEqual(messages(lines));
  });

  it("are none once what is there is settled", () => {
    const now = { source: sourceOf({ other: 1 }, "pinned"), target: undefined };
    expect(changedLines(text, now, now)).toEqual([]);
  });

  it("are those of the target, too", () => {
    const target = (name: string) => openSchemaTree({ type: "object", properties: { [name]: { type: "string" } } });
    const source = sourceOf({}, "example");
    const lines = changedLines('{ "zip": input.x }', { source, target: target("zip") }, { source, target: target("postalCode") });
    expect(messages(lines)).toEqual(['"zip" is not in the target any more.']);
  });
});
