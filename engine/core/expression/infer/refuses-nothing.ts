import type { SyntaxNode } from "../syntax/syntax-node.ts";

const COMPARISONS = ["=", "!=", "<", "<=", ">", ">=", "in"];
/** Functions that give something for nothing, and that is falsy. */
const FALSY_FOR_NOTHING = ["exists", "count"];
/** Functions that give something for nothing. */
const SOMETHING_FOR_NOTHING = ["append", "zip", "keys", "each", "sift", "random", "now", "millis"];

/** A condition that certainly does not hold where there is nothing: an index, a field, a comparison with one. */
export function refusesNothing(predicate: SyntaxNode): boolean {
  switch (predicate.kind) {
    case "number":
      return true;
    case "negate":
      return predicate.operand.kind === "number" || givesNothing(predicate.operand);
    case "binary": {
      const { operator, left, right } = predicate;
      if (operator === "and") return refusesNothing(left) || refusesNothing(right);
      if (operator === "or") return refusesNothing(left) && refusesNothing(right);
      return COMPARISONS.includes(operator) ? givesNothing(left) || givesNothing(right) : givesNothing(predicate);
    }
    case "call": {
      const { procedure } = predicate;
      const isFalsy = procedure.kind === "variable" && FALSY_FOR_NOTHING.includes(procedure.name);
      const [first] = predicate.arguments;
      return isFalsy && first !== undefined ? givesNothing(first) : givesNothing(predicate);
    }
    default:
      return givesNothing(predicate);
  }
}

/** Gives nothing where it is evaluated for nothing. */
function givesNothing(node: SyntaxNode): boolean {
  switch (node.kind) {
    case "name":
      return true;
    case "path":
    case "filter":
      return node.kind === "path"
        ? node.steps.every(({ kind }) => kind === "name")
        : givesNothing(node.of) && refusesNothing(node.predicate);
    case "binary":
      return "+-*/%".includes(node.operator) && (givesNothing(node.left) || givesNothing(node.right));
    case "call": {
      const { procedure } = node;
      const [first] = node.arguments;
      const passes = procedure.kind === "variable" && ![...SOMETHING_FOR_NOTHING, ...FALSY_FOR_NOTHING].includes(procedure.name);
      return passes && first !== undefined && givesNothing(first);
    }
    default:
      return false;
  }
}
