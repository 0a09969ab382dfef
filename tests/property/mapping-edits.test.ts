import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { editMapping } from "#engine/core/mapping/edit/edit-mapping.ts";
import { listTargetFields, type TargetField } from "#engine/core/mapping/model/mapping-model.ts";
import { readMapping } from "#engine/core/mapping/model/read-mapping.ts";
import { applyEdits } from "#engine/core/expression/syntax/replace-range.ts";
import { pathsRead } from "#engine/core/expression/syntax/paths-read.ts";
import "#tests/support/fixed-seed.ts";

/** Everything people have written: JSONata's own test suite, and the expressions of the example flows. */
const repository = join(import.meta.dirname, "../..");
const suite = JSON.parse(readFileSync(join(repository, "tests/expression-corpus/jsonata-cases.json"), "utf8")) as {
  readonly groups: Readonly<Record<string, readonly { readonly expr: string }[]>>;
};

function flowExpressions(): string[] {
  const flows = readdirSync(join(repository, "flows")).filter((name) => !name.includes("."));
  return flows.flatMap((name) => textsOf(parse(readFileSync(join(repository, "flows", name, "flow.yaml"), "utf8"))));
}

function textsOf(value: unknown): string[] {
  if (typeof value === "string") return [value.replace(/^=/, "")];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsOf) : [];
}

const corpus = [
  ...new Set([...Object.values(suite.groups).flatMap((cases) => cases.map(({ expr }) => expr)), ...flowExpressions()]),
].filter((text) => typeof text === "string");
const models = corpus.map(readMapping);
const readable = models.filter(({ tree }) => tree !== undefined);

const text = (field: TargetField, source: string): string => source.slice(field.start, field.end);

describe("mappings of the corpus", () => {
  it("holds enough to mean something", () => {
    expect(readable.length).toBeGreaterThan(700);
  });

  it("give a model that drops nothing: each path that is read is read by exactly one field", () => {
    for (const model of readable) {
      const fields = listTargetFields(model);
      expect(new Set(fields.map(({ id }) => id)).size, model.text).toBe(fields.length);
      const shown = fields.flatMap(({ reads }) => reads);
      const read = pathsRead(model.tree!);
      expect(shown.length, model.text).toBe(read.length);
      expect(new Set(shown), model.text).toEqual(new Set(read));
    }
  });

  it("change nowhere but in the span of a visual edit, and show it", () => {
    for (const model of readable) {
      // A branch without fields of its own is a part of its condition.
      for (const field of listTargetFields(model)
        .filter(({ branch }) => branch === undefined)
        .slice(0, 12)) {
        const edited = editMapping(model.text, { type: "replace", range: field, value: '"§"' });
        // A value that must be something else there: a name that is bound, a function that is called.
        if (!edited.ok) continue;
        const [value] = edited.edits;
        expect(['"§"', '("§")']).toContain(value!.text);
        expect(edited.text, model.text).toBe(`${model.text.slice(0, field.start)}${value!.text}${model.text.slice(field.end)}`);
        // A list of nothing but constants is a constant itself.
        const around = listTargetFields(edited.model).filter(({ start, end }) => start <= field.start && field.start < end);
        const after = around.find(({ form }) => form.kind === "constant" && JSON.stringify(form.value).includes("§"));
        expect(after, `${model.text} at ${field.id}`).toBeDefined();
      }
    }
  });

  it("come back byte for byte when a field is set to what it is", () => {
    for (const model of readable) {
      for (const field of listTargetFields(model).filter(({ key }) => key !== undefined)) {
        expect(applyEdits(model.text, [{ ...field, text: text(field, model.text) }])).toBe(model.text);
        const edited = editMapping(model.text, { type: "replace", range: field, value: text(field, model.text) });
        expect(edited).toMatchObject({ ok: true, text: model.text });
      }
    }
  });

  it("keep every other field when one is removed, renamed or added", () => {
    for (const model of readable) {
      const fields = listTargetFields(model).filter(({ key, branch }) => key !== undefined && branch === undefined);
      for (const field of fields.slice(0, 8)) {
        const removed = editMapping(model.text, { type: "remove", field: field.id });
        if (!removed.ok) continue;
        const lost = listTargetFields(model).length - listTargetFields(removed.model).length;
        expect(lost, `${model.text} without ${field.id}`).toBe(listTargetFields({ ...model, root: field }).length);
        expect(commentsOf(removed.text).length, model.text).toBeGreaterThanOrEqual(commentsOf(outside(model.text, field)).length);
      }
    }
  });
});

const commentsOf = (source: string): string[] =>
  readMapping(source).tree?.comments.map(({ start, end }) => source.slice(start, end)) ?? [];
const outside = (source: string, { key, start, end }: TargetField): string =>
  `${source.slice(0, key?.start ?? start)}"x": 1${source.slice(end)}`;

const name = fc.constantFrom("id", "name", "lines", "odd name", "in", "a`b", "ünïcode");
const step = fc.oneof({ weight: 3, arbitrary: name }, { weight: 1, arbitrary: fc.constant("*") });
const targetPath = fc.tuple(name, fc.array(step, { maxLength: 3 })).map(([first, rest]) => [first, ...rest]);
const sourcePath = fc
  .tuple(fc.constantFrom("input", "vars"), fc.array(step, { minLength: 1, maxLength: 4 }))
  .map(([first, rest]) => [first, ...rest]);

describe("lines drawn at random", () => {
  it("always give an expression that has the field and reads the source", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(sourcePath, targetPath), { minLength: 1, maxLength: 6 }), (lines) => {
        let current = "";
        for (const [source, target] of lines) {
          const edited = editMapping(current, { type: "map", source: { path: source }, target: { path: target } });
          if (!edited.ok) continue;
          expect(edited.field, `${current} + ${source.join("/")} -> ${target.join("/")} = ${edited.text}`).toBeDefined();
          const wanted = source.filter((part) => part !== "*").join(".");
          const reads = listTargetFields({ ...edited.model, root: edited.field! }).flatMap((field) => field.reads);
          expect(
            reads.map(({ path }) => path.join(".")),
            edited.text,
          ).toContain(wanted);
          current = edited.text;
        }
      }),
      { numRuns: 400 },
    );
  });
});
