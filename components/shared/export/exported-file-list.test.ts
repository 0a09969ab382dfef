import { describe, expect, it } from "vitest";
import { fileNameOf, firstShown, foldersOf, languageOf } from "./exported-file-list.ts";

const files = [
  "README.md",
  "flow.yaml",
  "mappings/price.jsonata",
  "src/machine.ts",
  "src/support/json.ts",
  "src/support/steps/http.ts",
].map((path) => ({ path, text: path }));

describe("foldersOf", () => {
  it("shows what is this flow's own first, and what every project brings along last", () => {
    expect(foldersOf(files).map(({ folder }) => folder)).toEqual(["mappings", "src", "", "src/support", "src/support/steps"]);
  });

  it("loses no file", () => {
    expect(
      foldersOf(files)
        .flatMap((folder) => folder.files)
        .toSorted((a, b) => (a.path < b.path ? -1 : 1)),
    ).toEqual(files);
  });
});

describe("firstShown", () => {
  it("is the machine of a project", () => expect(firstShown(files)?.path).toBe("src/machine.ts"));
  it("is the only file of a drawing", () => expect(firstShown([{ path: "a.mmd", text: "" }])?.path).toBe("a.mmd"));
});

describe("a file", () => {
  it("is named by what stands behind its folder", () => {
    expect([fileNameOf("src/support/json.ts"), fileNameOf("flow.yaml")]).toEqual(["json.ts", "flow.yaml"]);
  });

  it("is colored by its ending, and not at all without a known one", () => {
    expect(["src/a.ts", "b.bpmn", ".env.example", "c.mmd"].map(languageOf)).toEqual([
      "typescript",
      "xml",
      "plaintext",
      "plaintext",
    ]);
  });
});
