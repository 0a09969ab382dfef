/**
 * The syntax of an expression as it is written: every node knows its place in the text, so that a part can be shown, marked
 * and replaced without touching the rest. JSONata's own tree cannot do that: it has no ends and no comments, and rewrites
 * what was written (a name becomes a path, `a ?: b` a condition with two copies of `a`).
 *
 * Offsets are UTF-16 units into the text; `end` is exclusive. `position` is the offset under which JSONata's errors name the
 * node, just after its decisive token: see `node-at.ts`.
 *
 * Paths are flat: `a.b[0].c` is a path with the steps `a`, `b[0]` and `c`. What stands behind a step (`[0]`, `[]`, `@$v`,
 * `#$i`) wraps that step; what stands behind a whole path (`{...}`, `^(...)`) wraps the path.
 */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

interface Node<Kind extends string> extends TextRange {
  readonly kind: Kind;
  readonly position: number;
}

/** `price`, `` `unit price` ``; also `and`, `or` and `in` where a field is meant. */
export interface NameNode extends Node<"name"> {
  readonly name: string;
  readonly isQuoted: boolean;
}
/** A text; inside a path it is the name of a field. */
export interface StringNode extends Node<"string"> {
  readonly value: string;
}
export interface NumberNode extends Node<"number"> {
  readonly value: number;
}
/** `true`, `false` or `null`. */
export interface ConstantNode extends Node<"constant"> {
  readonly value: boolean | null;
}
/** `$total`; the name is without the `$`, so `""` is the context (`$`) and `"$"` the whole input (`$$`). */
export interface VariableNode extends Node<"variable"> {
  readonly name: string;
}
export type WildcardNode = Node<"wildcard">;
export type DescendantNode = Node<"descendant">;
export type ParentNode = Node<"parent">;
export interface RegexNode extends Node<"regex"> {
  readonly pattern: string;
  readonly flags: string;
}
/** `?` as an argument of a partial application. */
export type PlaceholderNode = Node<"placeholder">;

export interface PathNode extends Node<"path"> {
  /** Two at least. */
  readonly steps: readonly SyntaxNode[];
}
/** `of[predicate]` */
export interface FilterNode extends Node<"filter"> {
  readonly of: SyntaxNode;
  readonly predicate: SyntaxNode;
}
/** `of[]` */
export interface KeepArrayNode extends Node<"keepArray"> {
  readonly of: SyntaxNode;
}
/** `of@$v` */
export interface FocusNode extends Node<"focus"> {
  readonly of: SyntaxNode;
  readonly variable: VariableNode;
}
/** `of#$i` */
export interface IndexNode extends Node<"index"> {
  readonly of: SyntaxNode;
  readonly variable: VariableNode;
}
export interface SortTerm extends TextRange {
  readonly isDescending: boolean;
  readonly by: SyntaxNode;
}
/** `of^(<a, >b)` */
export interface SortNode extends Node<"sort"> {
  readonly of: SyntaxNode;
  readonly terms: readonly SortTerm[];
}
export interface Pair extends TextRange {
  readonly key: SyntaxNode;
  readonly value: SyntaxNode;
}
/** `of{ key: value }` */
export interface GroupNode extends Node<"group"> {
  readonly of: SyntaxNode;
  readonly pairs: readonly Pair[];
}
export interface ObjectNode extends Node<"object"> {
  readonly pairs: readonly Pair[];
}
export interface ArrayNode extends Node<"array"> {
  readonly items: readonly SyntaxNode[];
}
/** `1..9`, an item of an array. */
export interface RangeNode extends Node<"range"> {
  readonly from: SyntaxNode;
  readonly to: SyntaxNode;
}
export type BinaryOperator = "+" | "-" | "*" | "/" | "%" | "=" | "!=" | "<" | "<=" | ">" | ">=" | "&" | "and" | "or" | "in";
export interface BinaryNode extends Node<"binary"> {
  readonly operator: BinaryOperator;
  readonly left: SyntaxNode;
  readonly right: SyntaxNode;
}
export interface NegateNode extends Node<"negate"> {
  readonly operand: SyntaxNode;
}
/** `condition ? then : otherwise` */
export interface ConditionNode extends Node<"condition"> {
  readonly condition: SyntaxNode;
  readonly then: SyntaxNode;
  readonly otherwise: SyntaxNode | undefined;
}
/** `value ?: otherwise` */
export interface DefaultNode extends Node<"default"> {
  readonly value: SyntaxNode;
  readonly otherwise: SyntaxNode;
}
/** `value ?? otherwise` */
export interface CoalesceNode extends Node<"coalesce"> {
  readonly value: SyntaxNode;
  readonly otherwise: SyntaxNode;
}
/** `(a; b; c)` */
export interface BlockNode extends Node<"block"> {
  readonly expressions: readonly SyntaxNode[];
}
/** `$v := value` */
export interface BindNode extends Node<"bind"> {
  readonly variable: VariableNode;
  readonly value: SyntaxNode;
}
/** `value ~> target` */
export interface ApplyNode extends Node<"apply"> {
  readonly value: SyntaxNode;
  readonly target: SyntaxNode;
}
export interface CallNode extends Node<"call"> {
  readonly procedure: SyntaxNode;
  readonly arguments: readonly SyntaxNode[];
}
/** A call in which some arguments are `?`. */
export interface PartialNode extends Node<"partial"> {
  readonly procedure: SyntaxNode;
  readonly arguments: readonly SyntaxNode[];
}
/** `function($a, $b)<signature>{ body }` */
export interface LambdaNode extends Node<"lambda"> {
  readonly parameters: readonly VariableNode[];
  /** With its angle brackets. */
  readonly signature: TextRange | undefined;
  readonly body: SyntaxNode;
}
/** `|pattern|update, remove|` */
export interface TransformNode extends Node<"transform"> {
  readonly pattern: SyntaxNode;
  readonly update: SyntaxNode;
  readonly remove: SyntaxNode | undefined;
}

export type SyntaxNode =
  | NameNode
  | StringNode
  | NumberNode
  | ConstantNode
  | VariableNode
  | WildcardNode
  | DescendantNode
  | ParentNode
  | RegexNode
  | PlaceholderNode
  | PathNode
  | FilterNode
  | KeepArrayNode
  | FocusNode
  | IndexNode
  | SortNode
  | GroupNode
  | ObjectNode
  | ArrayNode
  | RangeNode
  | BinaryNode
  | NegateNode
  | ConditionNode
  | DefaultNode
  | CoalesceNode
  | BlockNode
  | BindNode
  | ApplyNode
  | CallNode
  | PartialNode
  | LambdaNode
  | TransformNode;

export type NodeKind = SyntaxNode["kind"];

/** A comment, with its markers. */
export type Comment = TextRange;

export interface SyntaxTree {
  readonly ok: true;
  readonly text: string;
  readonly root: SyntaxNode;
  readonly comments: readonly Comment[];
}

/** Why a text is not an expression: JSONata's code, its sentence, its position, and the range to underline. */
export interface SyntaxProblem extends TextRange {
  readonly ok: false;
  readonly code: string;
  readonly message: string;
  readonly position: number;
}
