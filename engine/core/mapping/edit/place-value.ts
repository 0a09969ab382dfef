import type { TextEdit } from "../../expression/syntax/replace-range.ts";
import { constantText, spreadText } from "./write-value.ts";
import { ROOT_CONTEXT, type SourceContext } from "../model/source-context.ts";
import type { FieldBody, MappingModel, TargetField } from "../model/mapping-model.ts";
import { insertPair } from "./pair-edits.ts";

/** Writes the value of a field where names mean what `context` says; `left` is the part of the target path that is not there yet. */
export type WriteValue = (context: SourceContext, left: readonly string[]) => string;

export type Placed = { readonly ok: true; readonly edits: readonly TextEdit[] } | { readonly ok: false; readonly reason: string };

/** Puts a value at a path of the target: in place of what is there, or as a new field with the objects and lists it needs. */
export function placeValue(model: MappingModel, path: readonly string[], write: WriteValue): Placed {
  const { tree, text } = model;
  if (tree === undefined) {
    if (text.trim() !== "") return refuse(`The expression cannot be read: ${model.problem?.message ?? ""} Mend the text first.`);
    return done({ start: 0, end: text.length, text: nestedRoot(path, write) });
  }
  const field = nearestField(model.root, path);
  if (isSamePath(field.path, path) && field.branch === undefined) {
    return done({ start: field.start, end: field.end, text: write(field.context, []) });
  }
  const body = field.body;
  if (body === undefined) return beside(field, path, write, text);
  if (!isStart(body.path, path)) return refuse(`${labelOf(field)} makes a list, and ${labelOfPath(path)} is not inside of one.`);
  const [name, ...left] = path.slice(body.path.length);
  if (name === undefined || name === "*") return refuse(`${labelOf(field)} is an object, not a list.`);
  return { ok: true, edits: insertPair(tree, body.node, name, nested(left, body.context, write)) };
}

const done = (edit: TextEdit): Placed => ({ ok: true, edits: [edit] });
const refuse = (reason: string): Placed => ({ ok: false, reason });

/** The deepest field on the way. */
function nearestField(root: TargetField, path: readonly string[]): TargetField {
  let field = root;
  for (;;) {
    const next = field.children.find((child) => child.branch === undefined && isStart(child.path, path));
    if (next === undefined) return field;
    field = next;
  }
}

const isStart = (start: readonly string[], path: readonly string[]): boolean =>
  start.length <= path.length && start.every((part, index) => part === path[index]);

const isSamePath = (left: readonly string[], right: readonly string[]): boolean =>
  left.length === right.length && isStart(left, right);

/** Nothing yet counts as free; a whole object is kept, and gets the field on top of its own. */
function beside(field: TargetField, path: readonly string[], write: WriteValue, text: string): Placed {
  const { form, start, end, context } = field;
  const left = path.slice(field.path.length);
  const isFree = form.kind === "constant" && (form.value === null || form.value === "" || isEmptyList(form.value));
  if (isFree) return done({ start, end, text: nested(left, context, write) });
  if ((form.kind === "copy" || form.kind === "spread") && left[0] !== "*") {
    const kept = text.slice(start, end);
    if (form.kind === "copy") return done({ start, end, text: spreadText([kept, nested(left, context, write)]) });
    const last = form.parts.at(-1)!;
    return done({ start: last.end, end: last.end, text: `, ${nested(left, context, write)}` });
  }
  return refuse(`${labelOf(field)} has a value of its own (${form.kind}). Remove it, or change it in its text.`);
}

const isEmptyList = (value: unknown): boolean => Array.isArray(value) && value.length === 0;

/** `{ "a": { "b": value } }` for what is left of a path; lists are the writer's, because they may be loops. */
function nested(left: readonly string[], context: SourceContext, write: WriteValue): string {
  const [name, ...rest] = left;
  if (name === undefined || name === "*") return write(context, left);
  return `{ ${constantText(name)}: ${nested(rest, context, write)} }`;
}

function nestedRoot(path: readonly string[], write: WriteValue): string {
  const [name, ...rest] = path;
  if (name === undefined || name === "*") return write(ROOT_CONTEXT, path);
  return `{\n  ${constantText(name)}: ${nested(rest, ROOT_CONTEXT, write)}\n}`;
}

const labelOf = ({ path }: Pick<TargetField | FieldBody, "path">): string => labelOfPath(path);

const labelOfPath = (path: readonly string[]): string =>
  path.length === 0 ? "The whole mapping" : `"${path.filter((part) => part !== "*").join(".")}"`;
