import { LexerError, Lexer, type Token } from "./lexer.ts";
import type { BinaryOperator, Comment, NodeKind, Pair, SortTerm, SyntaxNode, TextRange, VariableNode } from "./syntax-node.ts";

/**
 * A parser by operator precedence (Pratt), with JSONata's binding powers and its way of asking for tokens, so that it reads
 * what JSONata reads, odd corners included (after `a[]` a `/` begins a regular expression).
 *
 * It is given only what JSONata has accepted, so it does not explain what is wrong: it throws `LexerError`.
 */
export function parseTokens(text: string): { readonly root: SyntaxNode; readonly comments: readonly Comment[] } {
  const lexer = new Lexer(text);
  const parser = new Parser(lexer);
  return { root: parser.parse(), comments: lexer.comments };
}

/** How tightly an operator holds what stands left of it; 0 ends an expression. */
const POWERS: Readonly<Record<string, number>> = {
  "(": 80,
  "[": 80,
  "@": 80,
  "#": 80,
  ".": 75,
  "{": 70,
  "*": 60,
  "/": 60,
  "%": 60,
  "+": 50,
  "-": 50,
  "&": 50,
  "=": 40,
  "!=": 40,
  "<": 40,
  "<=": 40,
  ">": 40,
  ">=": 40,
  "^": 40,
  "~>": 40,
  "?:": 40,
  "??": 40,
  in: 40,
  and: 30,
  or: 25,
  "?": 20,
  ":=": 10,
};

const NEGATION_POWER = 70;

const powerOf = (token: Token): number => (token.type === "operator" ? (POWERS[token.text] ?? 0) : 0);

/** What only `kind` nodes have besides their place. */
type Parts<Kind extends NodeKind> = Omit<Extract<SyntaxNode, { kind: Kind }>, "kind" | "start" | "end" | "position">;

class Parser {
  readonly #lexer: Lexer;
  #token: Token;
  /** Where the token before the current one ended: the end of whatever is complete now. */
  #end = 0;

  constructor(lexer: Lexer) {
    this.#lexer = lexer;
    this.#token = lexer.next(false);
  }

  parse(): SyntaxNode {
    const root = this.#expression(0);
    return this.#token.type === "end" ? root : this.#fail();
  }

  #expression(power: number): SyntaxNode {
    let left = this.#prefix(this.#advance(true));
    while (power < powerOf(this.#token)) left = this.#infix(left, this.#advance());
    return left;
  }

  /** Gives the current token and goes on to the next. */
  #advance(afterOperand = false): Token {
    const token = this.#token;
    this.#end = token.end;
    this.#token = this.#lexer.next(afterOperand);
    return token;
  }

  #is(operator: string): boolean {
    return this.#token.type === "operator" && this.#token.text === operator;
  }

  #expect(operator: string, afterOperand = false): Token {
    return this.#is(operator) ? this.#advance(afterOperand) : this.#fail();
  }

  #accept(operator: string): boolean {
    if (!this.#is(operator)) return false;
    this.#advance();
    return true;
  }

  #fail(): never {
    throw new LexerError(this.#token.start);
  }

  /** A node that begins at `start` and ends with the last token that was read. */
  #node<Kind extends NodeKind>(kind: Kind, start: number, token: Token, parts: Parts<Kind>): SyntaxNode {
    return { kind, start, end: this.#end, position: token.end, ...parts } as unknown as SyntaxNode;
  }

  #list<Item>(close: string, item: () => Item): Item[] {
    const items: Item[] = [];
    if (this.#is(close)) return items;
    do items.push(item());
    while (this.#accept(","));
    return items;
  }

  #prefix(token: Token): SyntaxNode {
    const { start, text } = token;
    switch (token.type) {
      case "name":
        return this.#node("name", start, token, { name: text, isQuoted: token.isQuoted });
      case "variable":
        return this.#node("variable", start, token, { name: text });
      case "string":
        return this.#node("string", start, token, { value: text });
      case "number":
        return this.#node("number", start, token, { value: Number(text) });
      case "constant":
        return this.#node("constant", start, token, { value: text === "null" ? null : text === "true" });
      case "regex":
        return this.#regex(token);
      case "operator":
        return this.#prefixOperator(token);
      case "end":
        throw new LexerError(start);
    }
  }

  #regex(token: Token): SyntaxNode {
    const close = token.text.lastIndexOf("/");
    const pattern = token.text.slice(1, close);
    return this.#node("regex", token.start, token, { pattern, flags: token.text.slice(close + 1) });
  }

  #prefixOperator(token: Token): SyntaxNode {
    const { start, text } = token;
    switch (text) {
      case "and":
      case "or":
      case "in":
        return this.#node("name", start, token, { name: text, isQuoted: false });
      case "*":
        return this.#node("wildcard", start, token, {});
      case "**":
        return this.#node("descendant", start, token, {});
      case "%":
        return this.#node("parent", start, token, {});
      case "-":
        return this.#node("negate", start, token, { operand: this.#expression(NEGATION_POWER) });
      case "(":
        return this.#block(token);
      case "[":
        return this.#array(token);
      case "{":
        return this.#node("object", start, token, { pairs: this.#pairs() });
      case "|":
        return this.#transform(token);
      default:
        throw new LexerError(start);
    }
  }

  #block(token: Token): SyntaxNode {
    const expressions: SyntaxNode[] = [];
    while (!this.#is(")")) {
      expressions.push(this.#expression(0));
      if (!this.#accept(";")) break;
    }
    this.#expect(")", true);
    return this.#node("block", token.start, token, { expressions });
  }

  #array(token: Token): SyntaxNode {
    const items = this.#list("]", () => {
      const from = this.#expression(0);
      if (!this.#is("..")) return from;
      const dots = this.#advance();
      const to = this.#expression(0);
      return this.#node("range", from.start, dots, { from, to });
    });
    this.#expect("]", true);
    return this.#node("array", token.start, token, { items });
  }

  #pairs(): Pair[] {
    const pairs = this.#list("}", (): Pair => {
      const key = this.#expression(0);
      this.#expect(":");
      const value = this.#expression(0);
      return { start: key.start, end: this.#end, key, value };
    });
    this.#expect("}", true);
    return pairs;
  }

  #transform(token: Token): SyntaxNode {
    const pattern = this.#expression(0);
    this.#expect("|");
    const update = this.#expression(0);
    const remove = this.#accept(",") ? this.#expression(0) : undefined;
    this.#expect("|");
    return this.#node("transform", token.start, token, { pattern, update, remove });
  }

  #infix(left: SyntaxNode, token: Token): SyntaxNode {
    const { start } = left;
    switch (token.text) {
      case ".":
        return this.#step(left, token);
      case "[":
        return this.#filter(left, token);
      case "{":
        return this.#node("group", start, token, { of: left, pairs: this.#pairs() });
      case "(":
        return this.#call(left, token);
      case "^":
        return this.#sort(left, token);
      case "@":
        return this.#node("focus", start, token, { of: left, variable: this.#variable(80) });
      case "#":
        return this.#node("index", start, token, { of: left, variable: this.#variable(80) });
      case ":=":
        if (left.kind !== "variable") return this.#fail();
        return this.#node("bind", start, token, { variable: left, value: this.#expression(POWERS[":="]! - 1) });
      case "~>":
        return this.#node("apply", start, token, { value: left, target: this.#expression(40) });
      case "?":
        return this.#condition(left, token);
      case "?:":
        return this.#node("default", start, token, { value: left, otherwise: this.#expression(0) });
      case "??":
        return this.#node("coalesce", start, token, { value: left, otherwise: this.#expression(0) });
      default:
        return this.#binary(left, token);
    }
  }

  #binary(left: SyntaxNode, token: Token): SyntaxNode {
    const operator = token.text as BinaryOperator;
    return this.#node("binary", left.start, token, { operator, left, right: this.#expression(POWERS[operator]!) });
  }

  #step(left: SyntaxNode, token: Token): SyntaxNode {
    const steps = left.kind === "path" ? left.steps : [left];
    const step = this.#expression(POWERS["."]!);
    return this.#node("path", left.start, token, { steps: [...steps, step] });
  }

  #filter(left: SyntaxNode, token: Token): SyntaxNode {
    if (this.#accept("]")) return this.#node("keepArray", left.start, token, { of: left });
    const predicate = this.#expression(0);
    this.#expect("]", true);
    return this.#node("filter", left.start, token, { of: left, predicate });
  }

  #variable(power: number): VariableNode {
    const node = this.#expression(power);
    return node.kind === "variable" ? node : this.#fail();
  }

  #sort(left: SyntaxNode, token: Token): SyntaxNode {
    this.#expect("(");
    const terms: SortTerm[] = [];
    do {
      const { start } = this.#token;
      const isDescending = this.#is(">");
      if (isDescending || this.#is("<")) this.#advance();
      const by = this.#expression(0);
      terms.push({ start, end: this.#end, isDescending, by });
    } while (this.#accept(","));
    this.#expect(")");
    return this.#node("sort", left.start, token, { of: left, terms });
  }

  #condition(condition: SyntaxNode, token: Token): SyntaxNode {
    const then = this.#expression(0);
    const otherwise = this.#accept(":") ? this.#expression(0) : undefined;
    return this.#node("condition", condition.start, token, { condition, then, otherwise });
  }

  #call(procedure: SyntaxNode, token: Token): SyntaxNode {
    const items = this.#list(")", () => {
      if (!this.#is("?")) return this.#expression(0);
      const mark = this.#advance();
      return this.#node("placeholder", mark.start, mark, {});
    });
    this.#expect(")", true);
    const isDefinition = procedure.kind === "name" && (procedure.name === "function" || procedure.name === "λ");
    if (isDefinition) return this.#lambda(procedure.start, token, items);
    const kind = items.some((item) => item.kind === "placeholder") ? "partial" : "call";
    return this.#node(kind, procedure.start, token, { procedure, arguments: items });
  }

  #lambda(start: number, token: Token, items: readonly SyntaxNode[]): SyntaxNode {
    const parameters = items.map((item) => (item.kind === "variable" ? item : this.#fail()));
    const signature = this.#is("<") ? this.#signature() : undefined;
    this.#expect("{");
    const body = this.#expression(0);
    this.#expect("}");
    return this.#node("lambda", start, token, { parameters, signature, body });
  }

  #signature(): TextRange {
    const { start } = this.#token;
    let depth = 0;
    do {
      if (this.#is("<")) depth++;
      if (this.#is(">")) depth--;
      if (this.#token.type === "end") this.#fail();
      this.#advance();
    } while (depth > 0);
    return { start, end: this.#end };
  }
}
