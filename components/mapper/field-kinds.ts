import type { FieldForm, MappingModel, TargetField } from "#engine/core/mapping/model/mapping-model.ts";

export type FieldKind = FieldForm["kind"];

/** What each kind of value is called, and when one wants it. */
export const kindNames: Readonly<Record<FieldKind, { readonly label: string; readonly purpose: string }>> = {
  copy: { label: "Copy", purpose: "Take a value over as it is" },
  constant: { label: "Constant", purpose: "Always the same value" },
  template: { label: "Text with values", purpose: "Words and values put together" },
  function: { label: "Function", purpose: "Round, join, cut, count, format …" },
  condition: { label: "If, else", purpose: "One value or another, by a condition" },
  switch: { label: "Switch", purpose: "One of several values, by what a field says" },
  fallback: { label: "With a default", purpose: "Another value where there is none" },
  lookup: { label: "Lookup table", purpose: "Translate codes: low becomes 3" },
  loop: { label: "For each item", purpose: "Make something of each item of a list" },
  filter: { label: "Filter", purpose: "Keep the items of a list that fit" },
  sort: { label: "Sort", purpose: "Put the items of a list in order" },
  group: { label: "Group", purpose: "Collect the items of a list by a key" },
  join: { label: "Join lists", purpose: "Items of two lists that belong together" },
  spread: { label: "Merge objects", purpose: "All fields of several objects together" },
  variables: { label: "Variables", purpose: "Work something out once, and use it several times" },
  object: { label: "Object", purpose: "Fields below this one" },
  list: { label: "List", purpose: "Values one after the other" },
  formula: { label: "Formula", purpose: "Anything JSONata can say" },
};

/** Kinds a field can be given; the others come about by what is mapped below the field. */
export const choosableKinds: readonly FieldKind[] = [
  "copy",
  "constant",
  "template",
  "function",
  "condition",
  "switch",
  "fallback",
  "lookup",
  "loop",
  "filter",
  "sort",
  "group",
  "join",
  "spread",
  "variables",
  "formula",
];

/** What a field is made of, in a few characters for its row. */
export function summarizeField(model: MappingModel, field: TargetField): string {
  const slice = ({ start, end }: { readonly start: number; readonly end: number }): string =>
    model.text.slice(start, end).replace(/\s+/g, " ").trim();
  const { form } = field;
  switch (form.kind) {
    case "object":
      return "";
    case "list":
      return `${field.children.length} values`;
    case "loop":
    case "filter":
    case "sort":
      return `each ${slice(form.source)}`;
    case "join":
      return form.sources.map(({ range }) => slice(range)).join(" with ");
    case "group":
      return `${slice(form.source)} by ${form.keys.map(({ key }) => slice(key)).join(", ")}`;
    case "lookup":
      return `table of ${slice(form.key)}`;
    case "switch":
      return `by ${slice(form.subject)}`;
    case "variables":
      return form.variables.map(({ name }) => `$${name}`).join(", ");
    default:
      return slice(field);
  }
}

/** A field as one hears it: what kind, and what it reads. */
export function describeField(model: MappingModel, field: TargetField): string {
  const reads = [...new Set(field.reads.map(({ path }) => path.join(".")))].filter((path) => path !== "");
  const from =
    reads.length === 0 ? "" : ` from ${reads.slice(0, 3).join(", ")}${reads.length > 3 ? ` and ${reads.length - 3} more` : ""}`;
  const each = field.loops.at(-1)?.names;
  const kind =
    field.form.kind === "formula" ? `formula ${summarizeField(model, field)}` : kindNames[field.form.kind].label.toLowerCase();
  return `${kind}${from}${each ? `, for each of ${each.join(".")}` : ""}`;
}
