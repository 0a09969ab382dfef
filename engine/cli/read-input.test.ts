import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readInput } from "./read-input.ts";

describe("readInput", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "omnilink-input-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const file = (text: string): string => {
    const path = join(folder, "input.json");
    writeFileSync(path, text);
    return path;
  };

  it.each([
    ['{"id": 1}', { id: 1 }],
    [" [1, 2]", [1, 2]],
    ["12.5", 12.5],
    ["null", null],
    ['"text"', "text"],
  ])("takes %s as JSON text", async (argument, value) => {
    expect(await readInput(argument)).toEqual(value);
  });

  it("takes JSON text that is longer than the name of a file can be", async () => {
    const value = { text: "x".repeat(10_000) };
    expect(await readInput(JSON.stringify(value))).toEqual(value);
    await expect(readInput("x".repeat(10_000))).rejects.toMatchObject({ problems: [{ code: "input/unreadable" }] });
  });

  it("reads a file, and takes no input as an empty object", async () => {
    expect(await readInput(file('{"id": 2}'))).toEqual({ id: 2 });
    expect(await readInput(undefined)).toEqual({});
  });

  it.each([
    ["a missing file", () => "nowhere.json", "input/unreadable"],
    ["broken JSON text", () => "{id: 1}", "input/unreadable"],
    ["a file that is not JSON", () => file("id: 1"), "input/unreadable"],
    ["a file over 2 MB", () => file(JSON.stringify("x".repeat(2_200_000))), "input/too-large"],
  ])("tells what is wrong with %s", async (_, argument, code) => {
    await expect(readInput(argument())).rejects.toMatchObject({ problems: [{ code, fix: expect.any(String) }] });
  });
});
