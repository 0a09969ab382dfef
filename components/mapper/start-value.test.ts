import { expect, it } from "vitest";
import { readMapping } from "#engine/core/mapping/model/read-mapping.ts";
import { openSchemaTree } from "#engine/core/mapping/schema/schema-tree.ts";
import { choosableKinds } from "./field-kinds.ts";
import { startValue } from "./start-value.ts";

const wanted = openSchemaTree({ type: "string" }).root;

/** Only a path can be filtered, sorted and joined in a form; of anything else it is a formula. */
const needsPath: readonly string[] = ["loop", "filter", "sort", "join"];

it.each(choosableKinds)("starts a %s that is read as one, whatever was there before", (kind) => {
  for (const before of needsPath.includes(kind) ? ["input.id"] : ["input.id", "a ? b : c", "a and b", '"text"', "", "[1, 2]"]) {
    const text = startValue(kind, before, wanted);
    const model = readMapping(text);
    expect(model.problem, text).toBeUndefined();
    if (kind !== "copy" && kind !== "formula") expect(model.root.form.kind, text).toBe(kind);
  }
});
