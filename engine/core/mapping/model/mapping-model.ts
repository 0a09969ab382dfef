import type { PathRead } from "../../expression/syntax/paths-read.ts";
import type { ObjectNode, SyntaxProblem, SyntaxTree, TextRange } from "../../expression/syntax/syntax-node.ts";
import type { JsonValue } from "../../json.ts";
import type { SourceContext, SourceLoop } from "./source-context.ts";

/**
 * A mapping as people see it: the fields it makes, what each is made of, and every path each of them reads. It is a view of the text and
 * nothing else: every part knows its place, edits are edits of the text, and what has no visual form is a `formula` that still tells what it
 * reads. Any text gives a model, also one that is not an expression.
 */
export interface MappingModel {
  readonly text: string;
  readonly root: TargetField;
  /** Absent when the text is not an expression; then `problem` says why, and the root is one formula. */
  readonly tree?: SyntaxTree;
  readonly problem?: SyntaxProblem;
}

/** A field of what the mapping makes. Its range is that of its value. */
export interface TargetField extends TextRange {
  /** Unique in its model, and the same again after an edit elsewhere: a JSON pointer such as `/lines/0/sku` (`0` for the items). */
  readonly id: string;
  /** Names as in a schema tree, `*` for the items of an array. */
  readonly path: readonly string[];
  /** The key as written, with its quotes; absent for the root, items and branches. */
  readonly key?: TextRange;
  readonly form: FieldForm;
  /** What the field reads itself; what its children read is theirs. */
  readonly reads: readonly PathRead[];
  readonly children: readonly TargetField[];
  /** Which branch of its parent's condition, switch or fallback it stands in: 0 is the first. */
  readonly branch?: number;
  /** Arrays this field is worked out for each item of, outermost first. */
  readonly loops: readonly SourceLoop[];
  /** What names mean in the value. */
  readonly context: SourceContext;
  /** Where a new child would be written; absent when the value has no object constructor of its own. */
  readonly body?: FieldBody;
}

/** An object constructor, the path of what it makes, and what names mean inside of it. */
export interface FieldBody {
  readonly node: ObjectNode;
  readonly path: readonly string[];
  readonly context: SourceContext;
}

/** What a field is made of. Ranges are of parts of its value that can be edited on their own. */
export type FieldForm =
  /** `{ "a": … }`: its fields are the children. */
  | { readonly kind: "object" }
  /** `[a, b]`: its items are the children. */
  | { readonly kind: "list" }
  /** A path, as it is. `names` from the scope; undefined for a variable that was computed. */
  | { readonly kind: "copy"; readonly names?: readonly string[]; readonly isListed: boolean }
  | { readonly kind: "constant"; readonly value: JsonValue }
  /** `"Order " & id`: texts and values, in order. */
  | { readonly kind: "template"; readonly parts: readonly TemplatePart[] }
  | { readonly kind: "function"; readonly name: string; readonly arguments: readonly TextRange[] }
  /** If, else if, else. */
  | { readonly kind: "condition"; readonly branches: readonly Branch[]; readonly otherwise?: TextRange }
  /** Compares one thing with constants. */
  | {
      readonly kind: "switch";
      readonly subject: TextRange;
      readonly cases: readonly SwitchCase[];
      readonly otherwise?: TextRange;
    }
  /** `a ?? b` where `a` is missing, `a ?: b` where it is empty or false. */
  | { readonly kind: "fallback"; readonly operator: "??" | "?:"; readonly value: TextRange; readonly otherwise: TextRange }
  /** `$lookup(table, key)` */
  | { readonly kind: "lookup"; readonly table: TextRange; readonly key: TextRange }
  /** Something made of each item of an array. With an object per item, its fields are the children; otherwise one child is the item. */
  | ({ readonly kind: "loop"; readonly isListed: boolean } & Selection)
  | ({ readonly kind: "filter" } & Selection)
  | ({ readonly kind: "sort" } & Selection)
  /** Items of several arrays that belong together. */
  | { readonly kind: "join"; readonly sources: readonly JoinSource[]; readonly isListed: boolean }
  | {
      readonly kind: "group";
      readonly source: TextRange;
      readonly keys: readonly { readonly key: TextRange; readonly value: TextRange }[];
    }
  /** `$merge([a, { … }])`: fields of whole objects taken over; those that are written out are the children. */
  | { readonly kind: "spread"; readonly parts: readonly (TextRange & { readonly isFields: boolean })[] }
  /** `($x := …; result)`: the children are those of the result. */
  | { readonly kind: "variables"; readonly variables: readonly MappingVariable[]; readonly result: TextRange }
  | { readonly kind: "formula" };

/** An array, and which of its items in which order. */
export interface Selection {
  /** The array with its filters and orders. */
  readonly source: TextRange;
  readonly filters: readonly TextRange[];
  readonly order: readonly { readonly by: TextRange; readonly isDescending: boolean }[];
}

export type TemplatePart =
  | { readonly type: "text"; readonly text: string; readonly range: TextRange }
  | { readonly type: "value"; readonly range: TextRange };

export interface Branch {
  readonly when: TextRange;
  readonly then: TextRange;
}

export interface SwitchCase extends Branch {
  readonly value: JsonValue;
}

export interface JoinSource {
  readonly range: TextRange;
  readonly variable: string;
  readonly filters: readonly TextRange[];
}

/** The range is that of the whole `$x := value`. */
export interface MappingVariable extends TextRange {
  readonly name: string;
  readonly value: TextRange;
  readonly reads: readonly PathRead[];
}

/** Every field of a model, parents before children. */
export function listTargetFields(model: MappingModel): TargetField[] {
  const below = (field: TargetField): TargetField[] => [field, ...field.children.flatMap(below)];
  return below(model.root);
}

export const findTargetField = (model: MappingModel, id: string): TargetField | undefined =>
  listTargetFields(model).find((field) => field.id === id);
