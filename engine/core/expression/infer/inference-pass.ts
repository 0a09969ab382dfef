import type { ScopeNames } from "../syntax/scope-names.ts";
import type { SyntaxNode, TextRange } from "../syntax/syntax-node.ts";
import type { MappingBundle } from "../mappings/mapping-bundle.ts";
import type { TypeProblem } from "./type-problem.ts";
import type { Type } from "./type.ts";

export type Names = ScopeNames<Type>;

/** One walk over a tree, shared by the files that know what the kinds of nodes give. */
export interface InferencePass {
  readonly types: Map<SyntaxNode, Type>;
  /** What `$useMapping` finds. */
  readonly mappings: MappingBundle;
  /** Calls of functions that the walk is inside of. */
  depth: number;
  /** What the node gives here; joined to what it gave elsewhere. */
  typeOf(node: SyntaxNode, context: Type, names: Names): Type;
  /** The same for a node whose type was worked out by the caller. */
  noted(node: SyntaxNode, type: Type): Type;
  report(problem: Omit<TypeProblem, "start" | "end">, range: TextRange): void;
  /** A walk over the tree of a mapping, one call deeper. */
  within(scope: Type, mappings: MappingBundle): InferencePass;
}
