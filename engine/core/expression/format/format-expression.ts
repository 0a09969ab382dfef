import type { BinaryNode, Comment, Pair, SyntaxNode, SyntaxTree } from "../syntax/syntax-node.ts";
import { group, hardLine, indent, joined, line, render, softLine, type Layout } from "./layout.ts";

const WIDTH = 100;

/**
 * The same expression, laid out for people: offered, and never done unasked, because the text belongs to who wrote it. It
 * means the same afterwards, its comments are kept, and formatting it again changes nothing.
 */
export function formatExpression(tree: SyntaxTree): string {
  const printer = new Printer(tree);
  const body = printer.print(tree.root);
  return render([body, printer.remaining()], WIDTH).trim();
}

/** Comments go before the part of the expression that follows them; the last ones to the end. */
class Printer {
  readonly #text: string;
  readonly #comments: Comment[];

  constructor({ text, comments }: SyntaxTree) {
    this.#text = text;
    this.#comments = [...comments];
  }

  print(node: SyntaxNode): Layout {
    const before = this.#commentsBefore(node.start);
    const body = this.#body(node);
    return before.length === 0 ? body : [...before, body];
  }

  remaining(): Layout {
    return this.#comments.splice(0).map((comment) => [" ", this.#slice(comment)]);
  }

  #commentsBefore(start: number): Layout[] {
    const count = this.#comments.findIndex((comment) => comment.start >= start);
    const taken = this.#comments.splice(0, count === -1 ? this.#comments.length : count);
    return taken.map((comment) => [this.#slice(comment), this.#endsItsLine(comment) ? hardLine : " "]);
  }

  #endsItsLine({ end }: Comment): boolean {
    return /^[ \t\r\v]*\n/.test(this.#text.slice(end));
  }

  #slice({ start, end }: { readonly start: number; readonly end: number }): string {
    return this.#text.slice(start, end);
  }

  #body(node: SyntaxNode): Layout {
    switch (node.kind) {
      case "path":
        return joined(
          node.steps.map((step) => this.print(step)),
          ".",
        );
      case "filter":
        return [this.print(node.of), enclosed("[", [this.print(node.predicate)], "]")];
      case "keepArray":
        return [this.print(node.of), "[]"];
      case "focus":
        return [this.print(node.of), "@", this.print(node.variable)];
      case "index":
        return [this.print(node.of), "#", this.print(node.variable)];
      case "sort":
        return [
          this.print(node.of),
          enclosed(
            "^(",
            node.terms.map(({ isDescending, by }) => [isDescending ? ">" : "", this.print(by)]),
            ")",
          ),
        ];
      case "group":
        return [this.print(node.of), this.#pairs(node.pairs)];
      case "object":
        return this.#pairs(node.pairs);
      case "array":
        return enclosed("[", this.#all(node.items), "]");
      case "range":
        return [this.print(node.from), "..", this.print(node.to)];
      case "binary":
        return this.#binary(node);
      case "negate":
        return ["-", this.print(node.operand)];
      case "condition":
        return this.#condition(node);
      case "default":
        return this.#operation(node.value, "?:", node.otherwise);
      case "coalesce":
        return this.#operation(node.value, "??", node.otherwise);
      case "apply":
        return this.#operation(node.value, "~>", node.target);
      case "block":
        return enclosed("(", this.#all(node.expressions), ")", ";");
      case "bind":
        return [this.print(node.variable), " := ", this.print(node.value)];
      case "call":
      case "partial":
        return [this.print(node.procedure), enclosed("(", this.#all(node.arguments), ")")];
      case "lambda":
        return this.#lambda(node);
      case "transform":
        return this.#transform(node);
      default:
        return this.#slice(node);
    }
  }

  #transform({ pattern, update, remove }: Extract<SyntaxNode, { kind: "transform" }>): Layout {
    const parts = [this.print(pattern), "|", this.print(update)];
    return ["|", ...parts, ...(remove ? [", ", this.print(remove)] : []), "|"];
  }

  #all(nodes: readonly SyntaxNode[]): readonly Layout[] {
    return nodes.map((node) => this.print(node));
  }

  #pairs(pairs: readonly Pair[]): Layout {
    if (pairs.length === 0) return "{}";
    const rows = pairs.map(({ key, value }) => [this.print(key), ": ", this.print(value)]);
    return group(["{", indent([line, joined(rows, [",", line])]), line, "}"]);
  }

  /** `a & b & c` breaks before each operator or before none. */
  #binary(node: BinaryNode): Layout {
    const operands: SyntaxNode[] = [];
    let left: SyntaxNode = node;
    for (; left.kind === "binary" && left.operator === node.operator; left = left.left) operands.unshift(left.right);
    const first = this.print(left);
    const others = operands.map((operand) => [line, `${node.operator} `, this.print(operand)]);
    return group([first, indent(others)]);
  }

  #operation(left: SyntaxNode, operator: string, right: SyntaxNode): Layout {
    return group([this.print(left), indent([line, `${operator} `, this.print(right)])]);
  }

  #condition({ condition, then, otherwise }: Extract<SyntaxNode, { kind: "condition" }>): Layout {
    const choices: Layout[] = [this.print(condition), indent([line, "? ", this.print(then)])];
    if (otherwise) choices.push(indent([line, ": ", this.print(otherwise)]));
    return group(choices);
  }

  #lambda({ start, parameters, signature, body }: Extract<SyntaxNode, { kind: "lambda" }>): Layout {
    const keyword = /^`?[\p{L}]+`?/u.exec(this.#text.slice(start))![0];
    const names = joined(this.#all(parameters), ", ");
    const types = signature ? this.#slice(signature) : "";
    return group([keyword, "(", names, ")", types, " {", indent([line, this.print(body)]), line, "}"]);
  }
}

function enclosed(open: string, parts: readonly Layout[], close: string, separator = ","): Layout {
  if (parts.length === 0) return `${open}${close}`;
  return group([open, indent([softLine, joined(parts, [separator, line])]), softLine, close]);
}
