import { applyEdits, type TextEdit } from "../../expression/syntax/replace-range.ts";
import type { TextRange } from "../../expression/syntax/syntax-node.ts";
import { omitUndefined } from "../../omit-undefined.ts";
import { findTargetField, listTargetFields, type MappingModel, type TargetField } from "../model/mapping-model.ts";
import { readMapping } from "../model/read-mapping.ts";
import { addVariable } from "./add-variable.ts";
import { givesSeveral, sourceWriter, type SchemaPlace } from "./map-source.ts";
import { fitValue, valueProblem } from "./fit-value.ts";
import { removePart } from "./pair-edits.ts";
import { placeValue, type Placed } from "./place-value.ts";
import { constantText } from "./write-value.ts";
import { wrapInLoop } from "./wrap-in-loop.ts";

/** What people do to a mapping by mouse or keyboard. `value` is the text of an expression; see `write-value.ts` for putting one together. */
export type MappingEdit =
  /** Draws a line; makes the objects, lists and loops that are not there yet. Paths as in a schema tree, the source's from the scope. */
  | { readonly type: "map"; readonly target: SchemaPlace; readonly source: SchemaPlace }
  /** Gives a field a value, in place of the one it has. */
  | { readonly type: "set"; readonly target: SchemaPlace; readonly value: string }
  /** Changes a part: an argument, a condition, the array of a loop. The range is one of the model's. */
  | { readonly type: "replace"; readonly range: TextRange; readonly value: string }
  | { readonly type: "remove"; readonly field: string }
  | { readonly type: "rename"; readonly field: string; readonly name: string }
  /** Makes a field once per item of an array. */
  | { readonly type: "loop"; readonly field: string; readonly source: SchemaPlace }
  | { readonly type: "addVariable"; readonly name: string; readonly value: string };

export type MappingEditResult = MappingEdited | { readonly ok: false; readonly reason: string };

export interface MappingEdited {
  readonly ok: true;
  readonly text: string;
  /** What was changed, by the places of the old text; everything else is as it was, byte for byte. */
  readonly edits: readonly TextEdit[];
  /** The model of the new text. */
  readonly model: MappingModel;
  /** The field that was made or changed, in the new model. */
  readonly field?: TargetField;
  /** Something the person should know: a source with several values for a field that takes one. */
  readonly notice?: string;
}

/** The text after one edit, or why it cannot be made. An edit whose result could not be read is refused. */
export function editMapping(text: string, edit: MappingEdit): MappingEditResult {
  const model = readMapping(text);
  const placed = planEdit(model, edit);
  if (!placed.ok) return placed;
  const edited = applyEdits(text, placed.edits);
  const after = readMapping(edited);
  if (after.problem !== undefined && edited.trim() !== "")
    return { ok: false, reason: `That is not an expression: ${after.problem.message}` };
  const field = fieldAfter(after, edit, placed.edits);
  const notice = noticeOf(edit, field);
  return {
    ok: true,
    text: edited,
    edits: placed.edits,
    model: after,
    ...omitUndefined({ field, notice }),
  };
}

/** Several edits one after the other, as one; those that cannot be made are left out and told. */
export function editMappingAll(
  text: string,
  edits: readonly MappingEdit[],
): { readonly text: string; readonly refused: readonly { readonly edit: MappingEdit; readonly reason: string }[] } {
  const refused: { edit: MappingEdit; reason: string }[] = [];
  const result = edits.reduce((current, edit) => {
    const outcome = editMapping(current, edit);
    if (!outcome.ok) refused.push({ edit, reason: outcome.reason });
    return outcome.ok ? outcome.text : current;
  }, text);
  return { text: result, refused };
}

const refuse = (reason: string): Placed => ({ ok: false, reason });

function planEdit(model: MappingModel, edit: MappingEdit): Placed {
  switch (edit.type) {
    case "map":
      return placeValue(model, edit.target.path, sourceWriter(edit.source, edit.target));
    case "set":
      return setValue(model, edit.target.path, edit.value);
    case "replace":
      return checkedValue(edit.value, () => replacePart(model, edit.range, edit.value));
    case "remove":
      return withField(model, edit.field, (field) => removeField(model, field));
    case "rename":
      return withField(model, edit.field, (field) => renameField(model, field, edit.name));
    case "loop":
      return withField(model, edit.field, (field) => loopOver(model, field, edit.source));
    case "addVariable":
      return checkedValue(edit.value, () => addVariable(model, edit.name, edit.value));
  }
}

/** A text that would break what is around it is told by its own mistake. */
function checkedValue(value: string, then: () => Placed): Placed {
  const problem = valueProblem(value);
  return problem === undefined ? then() : refuse(`The value is not an expression: ${problem}`);
}

const setValue = (model: MappingModel, path: readonly string[], value: string): Placed =>
  checkedValue(value, () => {
    const placed = placeValue(model, path, (_, left) => listed(left, value));
    const [only] = placed.ok ? placed.edits : [];
    return only?.text === value && only.end > only.start ? replacePart(model, only, value) : placed;
  });

const replacePart = ({ tree }: MappingModel, { start, end }: TextRange, value: string): Placed => ({
  ok: true,
  edits: [{ start, end, text: tree === undefined ? value : fitValue(tree, { start, end }, value) }],
});

/** Lists that are not there yet get one item. */
function listed(left: readonly string[], value: string): string {
  const [part, ...rest] = left;
  if (part === undefined) return value;
  return part === "*" ? `[${listed(rest, value)}]` : `{ ${constantText(part)}: ${listed(rest, value)} }`;
}

function withField(model: MappingModel, id: string, then: (field: TargetField) => Placed): Placed {
  const field = findTargetField(model, id);
  return field === undefined ? refuse("The field is not there any more. Somebody may have changed the mapping.") : then(field);
}

function parentOf(model: MappingModel, field: TargetField): TargetField | undefined {
  return listTargetFields(model).find(({ children }) => children.includes(field));
}

function removeField(model: MappingModel, field: TargetField): Placed {
  const { tree, root, text } = model;
  if (field === root) return { ok: true, edits: [{ start: 0, end: text.length, text: "" }] };
  const parent = parentOf(model, field)!;
  const around = tree === undefined ? undefined : field.key === undefined ? parent : objectAround(parent, field);
  const isPart = field.key !== undefined || parent.form.kind === "list";
  if (tree === undefined || around === undefined || !isPart || field.branch !== undefined)
    return refuse("A branch is removed with the condition it belongs to.");
  return { ok: true, edits: removePart(tree, { start: field.key?.start ?? field.start, end: field.end }, around) };
}

/** The braces a field stands in: of a spread, the ones around it. */
function objectAround(parent: TargetField, field: TargetField): TextRange | undefined {
  if (parent.form.kind !== "spread") return parent.body?.node;
  return parent.form.parts.find(({ start, end }) => start <= field.start && field.end <= end);
}

function renameField(model: MappingModel, field: TargetField, name: string): Placed {
  if (field.key === undefined) return refuse("Only fields of an object have a name.");
  const path = [...field.path.slice(0, -1), name].join("\n");
  const isTaken = parentOf(model, field)!.children.some((other) => other !== field && other.path.join("\n") === path);
  if (isTaken) return refuse(`There is a field "${name}" already.`);
  return { ok: true, edits: [{ start: field.key.start, end: field.key.end, text: constantText(name) }] };
}

function loopOver({ tree }: MappingModel, field: TargetField, { path }: SchemaPlace): Placed {
  if (tree === undefined) return refuse("The expression cannot be read. Mend its text first.");
  const names = path.filter((part) => part !== "*");
  return { ok: true, edits: wrapInLoop(tree, field, names) };
}

function fieldAfter(model: MappingModel, edit: MappingEdit, edits: readonly TextEdit[]): TargetField | undefined {
  if (edit.type === "map" || edit.type === "set") return fieldAtPath(model, edit.target.path);
  if (edit.type === "remove" || edit.type === "addVariable") return undefined;
  if (edit.type === "loop") return findTargetField(model, edit.field);
  const [first] = edits;
  return listTargetFields(model).findLast(
    ({ key, start, end }) => (key?.start ?? start) <= first!.start && first!.start + first!.text.length <= end,
  );
}

/** `[path]` makes the list and its items in one. */
function fieldAtPath(model: MappingModel, path: readonly string[]): TargetField | undefined {
  const fields = listTargetFields(model).filter(({ branch }) => branch === undefined);
  const at = (wanted: readonly string[]) => fields.find((field) => field.path.join("\n") === wanted.join("\n"));
  return at(path) ?? (path.at(-1) === "*" ? at(path.slice(0, -1)) : undefined);
}

function noticeOf(edit: MappingEdit, field: TargetField | undefined): string | undefined {
  if (edit.type !== "map" || field === undefined || !givesSeveral(edit.source, edit.target, field.context)) return undefined;
  const name = edit.source.path.filter((part) => part !== "*").join(".");
  return `${name} can have several values, and "${edit.target.path.at(-1) ?? ""}" takes one.`;
}
