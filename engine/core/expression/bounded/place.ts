import type { AstNode } from "../expression-facts.ts";
import type { DeclaredSchemas } from "../mappings/declared-schemas.ts";
import type { BoundedExpression, Evaluate } from "./frame.ts";

/**
 * Where a part of an expression stands.
 *
 * `[]` and `path.[a, b]` mark their arrays, and paths that meet such an array treat it differently. The bounded tier keeps
 * no marks, so it accepts both only where no path can meet the array again. `use` says what happens with a value:
 * - `result`: it becomes the result, or a part of it, as it is;
 * - `step`: its path looks at it, and its members become part of the result;
 * - `operand`: anything may happen to it and its members.
 */
export interface Place {
  readonly use: "result" | "step" | "operand";
  /** Slots of the variables that are bound here, by name without the `$`. */
  readonly variables: ReadonlyMap<string, number>;
  /**
   * What becomes of the list that the function around this ends with: JSONata does not collapse what a call in such a place
   * gives. It stays a `list`, or what takes it collapses it all the same; elsewhere such an end is refused.
   */
  readonly tail?: "list" | "collapsed";
  readonly compiler: Compiler;
}

/** Of one expression. Passed along so that the modules of the constructs need not import each other in circles. */
export interface Compiler {
  readonly compile: (node: AstNode, place: Place) => Evaluate;
  /** Those of the mappings it uses that are bounded, by `name@version`. */
  readonly mappings: ReadonlyMap<string, BoundedMapping>;
  slots: number;
  /** Parts compiled so far: the difference before and after a part is its weight, the cost of evaluating it once. */
  parts: number;
}

/** A mapping that is compiled already: once, whoever uses it. */
export interface BoundedMapping {
  readonly evaluate: BoundedExpression;
  /** What evaluating it over nothing costs. */
  readonly weight: number;
  readonly declared?: DeclaredSchemas | undefined;
}

/** Says why an expression is not bounded, as one sentence for the person who wrote it. */
export class NotBounded extends Error {}

export function refuse(reason: string): never {
  throw new NotBounded(reason);
}

/** What is bound along a path is carried as tuples, which only JSONata itself does. */
export function refuseTuples(node: AstNode): void {
  if (node["focus"] !== undefined) refuse("It binds the item of a path step (@).");
  if (node["index"] !== undefined) refuse("It binds the index of a path step (#).");
  if (node["ancestor"] !== undefined || node["tuple"] !== undefined) refuse("It looks at parents (%).");
}

export const asOperand = (place: Place): Place => (place.use === "operand" ? place : { ...place, use: "operand" });

export const withUse = (place: Place, use: Place["use"]): Place => ({ ...place, use: place.use === "operand" ? "operand" : use });

/** Compiles a part that runs once per item, and tells its weight. */
export function compileWeighed(node: AstNode, place: Place): { readonly evaluate: Evaluate; readonly weight: number } {
  const before = place.compiler.parts;
  const evaluate = place.compiler.compile(node, place);
  return { evaluate, weight: place.compiler.parts - before };
}
