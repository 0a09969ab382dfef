import { expect, it } from "vitest";
import { listFields, openSchemaTree } from "#engine/core/mapping/schema/schema-tree.ts";
import { sampledTree } from "./sampled-tree.ts";

const scope = openSchemaTree({
  properties: { input: { properties: { id: { type: "string" }, issue: { type: "object" } } }, vars: {} },
});
const sample = {
  input: { id: "1", more: 2, issue: { title: "Crash", labels: [{ name: "bug", tags: [1, 2] }], user: { login: "ana" } } },
};

it("goes on with the fields of the sample where the schema ends", () => {
  const paths = listFields(sampledTree(scope, sample), 50).map(
    ({ path, arrayDepth }) => `${path.join(".")}${"[]".repeat(arrayDepth)}`,
  );
  expect(paths.toSorted()).toEqual(
    [
      "",
      "input",
      "input.id",
      "input.issue",
      "input.issue.title",
      "input.issue.labels[]",
      "input.issue.labels.*.name",
      "input.issue.labels.*.tags[]",
      "input.issue.user",
      "input.issue.user.login",
      "vars",
    ].toSorted(),
  );
});

it("finds a field by its path, from the schema or from the sample", () => {
  const tree = sampledTree(scope, sample);
  expect(tree.fieldAt(["input", "issue", "labels", "*", "name"])?.types).toEqual(["string"]);
  expect(tree.fieldAt(["input", "id"])?.types).toEqual(["string"]);
  expect(tree.fieldAt(["input", "gone"])).toBeUndefined();
});

it("is the schema alone where it describes everything", () => {
  expect(listFields(sampledTree(scope, {}), 50).map(({ path }) => path.join("."))).toEqual(
    listFields(scope, 50).map(({ path }) => path.join(".")),
  );
});
