import { applyEdits, type TextEdit } from "../expression/syntax/replace-range.ts";
import type { PathRead } from "../expression/syntax/paths-read.ts";
import type { SyntaxNode } from "../expression/syntax/syntax-node.ts";
import { walk } from "../expression/syntax/visit.ts";
import { proposeField, type FieldChanges, type FieldProposal } from "./auto-map/propose-field.ts";
import { pathText } from "./edit/path-text.ts";
import { constantText } from "./edit/write-value.ts";
import { listTargetFields, type TargetField } from "./model/mapping-model.ts";
import { readMapping } from "./model/read-mapping.ts";
import { traceContexts, type SourceContext } from "./model/source-context.ts";
import { listFields, type SchemaField, type SchemaTree } from "./schema/schema-tree.ts";

/**
 * What a new schema means for a mapping that was drawn to the old one: which lines are broken, and what each could be bound to instead. Nothing
 * is changed and nothing is dropped: a line without a proposal stays as it is until somebody decides.
 */
export interface AffectedLine {
  readonly side: "source" | "target";
  /** The field of the mapping, by its id in the model of the text. */
  readonly field: string;
  readonly change: "missing" | "type";
  /** What the line leads to now: names from the root of the changed schema. */
  readonly names: readonly string[];
  /** What happened, as one sentence. */
  readonly message: string;
  readonly proposal?: Rebind;
}

export interface Rebind {
  readonly kind: "rename" | "move" | "convert";
  /** What the line would lead to. */
  readonly names: readonly string[];
  /** 0 to 1. */
  readonly score: number;
  readonly reason: string;
  readonly edits: readonly TextEdit[];
}

export interface SchemaChange {
  readonly text: string;
  readonly before: SchemaTree;
  readonly after: SchemaTree;
}

/** Lines that read from a source whose schema has changed. `at`: where it hangs in the scope, such as `["input"]`. */
export function sourceChange({ text, before, after }: SchemaChange, at: readonly string[]): AffectedLine[] {
  const model = readMapping(text);
  if (model.tree === undefined) return [];
  const places = placesByRange(model.tree.root);
  const schemas = compareSchemas(before, after);
  return listTargetFields(model).flatMap((field) =>
    field.reads.flatMap((read) => {
      const place = places.get(`${read.start}-${read.end}`);
      return place === undefined || !isBelow(read.path, at) ? [] : affectedRead({ field, read, ...place, at, text }, schemas);
    }),
  );
}

/** Fields of the mapping that the new target schema calls something else, or does not have. */
export function targetChange({ text, before, after }: SchemaChange): AffectedLine[] {
  const { old, now, changes } = compareSchemas(before, after);
  return listTargetFields(readMapping(text)).flatMap((field): AffectedLine[] => {
    const names = field.path.filter((part) => part !== "*");
    const was = old.find(names);
    if (field.key === undefined || was === undefined || now.find(names) !== undefined) return [];
    // Its parent is told of, and it comes along.
    if (names.length > 1 && now.find(names.slice(0, -1)) === undefined) return [];
    const message = `"${names.join(".")}" is not in the target any more.`;
    const proposal = proposeField(was, changes);
    const rebind = proposal === undefined ? undefined : renameField(field, names, proposal);
    return [
      {
        side: "target",
        field: field.id,
        change: "missing",
        names,
        message,
        ...(rebind === undefined ? {} : { proposal: rebind }),
      },
    ];
  });
}

/** The text with the proposals of some lines accepted. The lines must be those of this text. */
export function acceptRebinds(text: string, lines: readonly AffectedLine[]): string {
  const edits = lines.flatMap(({ proposal }) => proposal?.edits ?? []);
  const seen = new Set<string>();
  const different = edits.filter((edit) => !seen.has(JSON.stringify(edit)) && seen.add(JSON.stringify(edit)));
  return applyEdits(text, different);
}

/** The fields of a schema by their names, as far as it can be listed. */
class FieldsByName {
  readonly #fields: ReadonlyMap<string, SchemaField>;

  constructor(tree: SchemaTree) {
    this.#fields = new Map(listFields(tree, 5_000).map((field) => [keyOf(namesOf(field)), field]));
  }

  find(names: readonly string[]): SchemaField | undefined {
    return this.#fields.get(keyOf(names));
  }

  /** Fields that another schema does not have. */
  added(other: FieldsByName): SchemaField[] {
    return [...this.#fields].filter(([key]) => !other.#fields.has(key)).map(([, field]) => field);
  }
}

interface ComparedSchemas {
  readonly old: FieldsByName;
  readonly now: FieldsByName;
  readonly changes: FieldChanges;
}

function compareSchemas(before: SchemaTree, after: SchemaTree): ComparedSchemas {
  const [old, now] = [new FieldsByName(before), new FieldsByName(after)];
  return { old, now, changes: { added: now.added(old), removed: old.added(now) } };
}

const keyOf = (names: readonly string[]): string => names.join("\n");
const namesOf = ({ path }: SchemaField): string[] => path.filter((part) => part !== "*");
const isBelow = (path: readonly string[], above: readonly string[]): boolean =>
  above.every((name, index) => path[index] === name);

interface Place {
  readonly node: SyntaxNode;
  readonly context: SourceContext;
}

/** What can read a path: a node, or the beginning of one (`input.lines` in `input.lines.{ … }`). */
function placesByRange(root: SyntaxNode): ReadonlyMap<string, Place> {
  const contexts = traceContexts(root);
  const places = new Map<string, Place>();
  const add = (node: SyntaxNode, context: SourceContext): void => {
    const key = `${node.start}-${node.end}`;
    if (!places.has(key)) places.set(key, { node, context });
  };
  walk(root, (node) => {
    const context = contexts.get(node);
    if (context === undefined) return;
    add(node, context);
    if (node.kind !== "path") return;
    for (let count = 2; count < node.steps.length; count += 1) {
      const steps = node.steps.slice(0, count);
      add({ ...node, steps, end: steps.at(-1)!.end }, context);
    }
  });
  return places;
}

interface Reading extends Place {
  readonly field: TargetField;
  readonly read: PathRead;
  readonly at: readonly string[];
  readonly text: string;
}

function affectedRead(reading: Reading, schemas: ComparedSchemas): AffectedLine[] {
  const { old, now } = schemas;
  const { read, at, field, node } = reading;
  const names = knownNames(read.path.slice(at.length));
  const was = old.find(names);
  if (was === undefined || names.length === 0) return [];
  const is = now.find(names);
  if (is !== undefined) return typeChange(reading, names, was, is);
  const broken = names.findIndex((_, index) => now.find(names.slice(0, index + 1)) === undefined);
  const written = namesWritten(node)?.length;
  // The name that is gone is written further out, where it is told of; this line follows it.
  const isOutside = written !== undefined && at.length + broken < read.path.length - written;
  const message = `"${names.slice(0, broken + 1).join(".")}" is not in the source any more.`;
  const line: AffectedLine = { side: "source", field: field.id, change: "missing", names, message };
  if (isOutside) return followingLine(reading, line, { broken, written }, schemas);
  const proposal = rebind(reading, names, broken, schemas);
  return [{ ...line, ...(proposal === undefined ? {} : { proposal }) }];
}

/** A name inside of something that was renamed: nothing to do when it is there as well, else its own new name. */
function followingLine(
  { node, context, at, read }: Reading,
  line: AffectedLine,
  { broken, written }: { readonly broken: number; readonly written: number },
  { old, now, changes }: ComparedSchemas,
): AffectedLine[] {
  const { names } = line;
  const parent = proposeField(old.find(names.slice(0, broken + 1))!, changes);
  if (parent === undefined) return [line];
  const moved = [...namesOf(parent.field), ...names.slice(broken + 1)];
  if (now.find(moved) !== undefined) return [];
  const inside = changes.added.filter(
    (field) => namesOf(field).length === moved.length && isBelow(namesOf(field), moved.slice(0, -1)),
  );
  const proposal = proposeField(renamedPath(old.find(names)!, inside[0]), { added: inside, removed: changes.removed });
  const target = proposal === undefined ? [] : namesOf(proposal.field);
  const outside = read.path.length - written - at.length;
  const nodes = nameNodes(node);
  if (proposal === undefined || target.length !== moved.length || nodes.length !== written) return [line];
  const text = pathText(target.slice(outside), { ...context, at: [] });
  const edits = [{ start: nodes[0]!.start, end: nodes.at(-1)!.end, text }];
  return [{ ...line, proposal: { kind: "rename", names: target, score: proposal.score, reason: proposal.reason, edits } }];
}

/** The old field as if it stood where its list is now, so that only its own name is compared. */
const renamedPath = (field: SchemaField, beside: SchemaField | undefined): SchemaField =>
  beside === undefined ? field : { ...field, path: [...beside.path.slice(0, -1), field.name] };

/** Up to a wildcard. */
function knownNames(names: readonly string[]): readonly string[] {
  const wildcard = names.findIndex((name) => name === "*" || name === "**");
  return wildcard === -1 ? names : names.slice(0, wildcard);
}

/** The names a path is written with; undefined when something else stands between them. */
function namesWritten(node: SyntaxNode): readonly string[] | undefined {
  const steps = node.kind === "path" ? node.steps : [node];
  const names: string[] = [];
  for (const step of steps) {
    if (step.kind === "name") names.push(step.name);
    else if (step.kind !== "variable" && step.kind !== "parent") return undefined;
  }
  return names;
}

function rebind(
  reading: Reading,
  names: readonly string[],
  broken: number,
  { old, now, changes }: ComparedSchemas,
): Rebind | undefined {
  const gone = old.find(names.slice(0, broken + 1))!;
  const parent = proposeField(gone, changes);
  const below = names.slice(broken + 1);
  const follows = parent !== undefined && now.find([...namesOf(parent.field), ...below]) !== undefined;
  const proposal = follows ? parent : proposeField(old.find(names)!, changes);
  if (proposal === undefined) return undefined;
  const target = follows ? [...namesOf(proposal.field), ...below] : namesOf(proposal.field);
  const edits = rewritePath(reading, names, target);
  if (edits === undefined) return undefined;
  const isRename = target.length === names.length && target.slice(0, broken).join("\n") === names.slice(0, broken).join("\n");
  return { kind: isRename ? "rename" : "move", names: target, score: proposal.score, reason: proposal.reason, edits };
}

/** The path as it must be written now: the whole of it, or the one name that changed when filters stand between. */
function rewritePath(
  { node, context, at }: Reading,
  names: readonly string[],
  target: readonly string[],
): TextEdit[] | undefined {
  if (namesWritten(node) !== undefined)
    return [{ start: node.start, end: node.end, text: pathText([...at, ...target], context) }];
  const changed = names.findIndex((name, index) => name !== target[index]);
  const isOneName = names.length === target.length && keyOf(names.slice(changed + 1)) === keyOf(target.slice(changed + 1));
  const name = isOneName ? nameNodes(node).filter((each) => each.name === names[changed]) : [];
  const [only] = name;
  return only === undefined || name.length > 1
    ? undefined
    : [{ start: only.start, end: only.end, text: pathText([target[changed]!], { ...context, at: [] }) }];
}

/** Names of the steps of a path, through filters and the like but not inside of them. */
function nameNodes(node: SyntaxNode): Extract<SyntaxNode, { kind: "name" }>[] {
  if (node.kind === "name") return [node];
  if (node.kind === "path") return node.steps.flatMap(nameNodes);
  return "of" in node ? nameNodes(node.of) : [];
}

function typeChange({ field, node, text }: Reading, names: readonly string[], was: SchemaField, is: SchemaField): AffectedLine[] {
  const conversion = conversionOf(was, is);
  if (conversion === undefined) return [];
  const { message, convert } = conversion;
  const line = { side: "source", field: field.id, change: "type", names, message: `"${names.join(".")}" ${message}.` } as const;
  if (convert === undefined) return [line];
  const edits = [{ start: node.start, end: node.end, text: convert(text.slice(node.start, node.end)) }];
  return [
    { ...line, proposal: { kind: "convert", names, score: 0.8, reason: "Keeps the type the mapping was made for", edits } },
  ];
}

interface Conversion {
  readonly message: string;
  readonly convert?: (path: string) => string;
}

function conversionOf(was: SchemaField, is: SchemaField): Conversion | undefined {
  if (was.arrayDepth === 0 && is.arrayDepth > 0)
    return { message: "was one value and is a list now", convert: (path) => `${path}[0]` };
  if (was.arrayDepth > 0 && is.arrayDepth === 0)
    return { message: "was a list and is one value now", convert: (path) => `[${path}]` };
  const [from, to] = [mainType(was), mainType(is)];
  if (from === to || from === undefined || to === undefined) return undefined;
  const convert = { string: (path: string) => `$string(${path})`, number: (path: string) => `$number(${path})` }[from];
  const message = `was ${TYPE_WORDS[from] ?? from} and is ${TYPE_WORDS[to] ?? to} now`;
  return convert === undefined || to === "object" ? { message } : { message, convert };
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  boolean: "yes or no",
  object: "an object",
};

/** Whole numbers are numbers; several types are none in particular. */
function mainType({ types }: SchemaField): string | undefined {
  const named = new Set(types.map((type) => (type === "integer" ? "number" : type)));
  return named.size === 1 ? [...named][0] : undefined;
}

function renameField(
  field: TargetField,
  names: readonly string[],
  { field: to, score, reason }: FieldProposal,
): Rebind | undefined {
  const target = namesOf(to);
  const isRename = keyOf(target.slice(0, -1)) === keyOf(names.slice(0, -1));
  if (!isRename || field.key === undefined) return undefined;
  const edits = [{ start: field.key.start, end: field.key.end, text: constantText(target.at(-1)!) }];
  return { kind: "rename", names: target, score, reason, edits };
}
