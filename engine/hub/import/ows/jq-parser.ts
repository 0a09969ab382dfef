import { UntranslatableText } from "../untranslatable-text.ts";

/** An expression of jq as a tree. A `.` at its place is whatever the expression before a `|` gives. */
export type Jq =
  | { readonly type: "here" }
  | { readonly type: "value"; readonly value: string | number | boolean | null }
  | { readonly type: "text"; readonly parts: readonly (string | Jq)[] }
  | { readonly type: "variable"; readonly name: string }
  | { readonly type: "member"; readonly of: Jq; readonly name: Jq }
  | { readonly type: "slice"; readonly of: Jq; readonly from?: Jq; readonly to?: Jq }
  | { readonly type: "each"; readonly of: Jq }
  | { readonly type: "pipe"; readonly from: Jq; readonly to: Jq }
  | { readonly type: "bind"; readonly value: Jq; readonly name: string; readonly body: Jq }
  | { readonly type: "operator"; readonly sign: string; readonly left: Jq; readonly right: Jq }
  | { readonly type: "negative"; readonly of: Jq }
  | { readonly type: "call"; readonly name: string; readonly arguments: readonly Jq[] }
  | { readonly type: "list"; readonly of: Jq | undefined }
  | { readonly type: "object"; readonly members: readonly (readonly [Jq, Jq])[] }
  | { readonly type: "if"; readonly asked: Jq; readonly yes: Jq; readonly no: Jq };

export const refuseJq = (what: string): UntranslatableText =>
  new UntranslatableText(`"${what.slice(0, 60)}" in its expression has no counterpart: write the expression as JSONata.`);

const TOKEN = /\s*(?:(\d+(?:\.\d+)?)|(")|(\$?[A-Za-z_]\w*)|(\.[A-Za-z_]\w*)|(\/\/|==|!=|<=|>=|[-+*/%<>|,.:;()[\]{}?]))/y;
const LEVELS: readonly (readonly string[])[] = [
  ["//"],
  ["or"],
  ["and"],
  ["==", "!=", "<", ">", "<=", ">="],
  ["+", "-"],
  ["*", "/", "%"],
];
const MAX_LENGTH = 10_000;
const MAX_DEPTH = 40;
const HERE: Jq = { type: "here" };

interface Token {
  readonly kind: "number" | "text" | "name" | "field" | "sign" | "end";
  readonly text: string;
  readonly parts?: readonly (string | Jq)[];
}

export const parseJq = (source: string, depth = 0): Jq => new JqParser(source, depth).whole();

class JqParser {
  readonly #source: string;
  #next: Token;
  #index = 0;
  #depth: number;

  constructor(source: string, depth: number) {
    if (source.length > MAX_LENGTH || depth > MAX_DEPTH) throw refuseJq(source);
    this.#source = source;
    this.#depth = depth;
    this.#next = this.#read();
  }

  whole(): Jq {
    const tree = this.#pipe();
    if (this.#next.kind !== "end") throw refuseJq(this.#next.text);
    return tree;
  }

  #read(): Token {
    const rest = this.#source.slice(this.#index);
    if (rest.trim() === "") return { kind: "end", text: "its end" };
    TOKEN.lastIndex = this.#index;
    const match = TOKEN.exec(this.#source);
    if (match === null) throw refuseJq(rest.trim());
    this.#index = TOKEN.lastIndex;
    const [, number, quote, name, field, sign] = match;
    if (number !== undefined) return { kind: "number", text: number };
    if (quote !== undefined) return { kind: "text", text: '"', parts: this.#text() };
    if (name !== undefined) return { kind: "name", text: name };
    return field === undefined ? { kind: "sign", text: sign! } : { kind: "field", text: field.slice(1) };
  }

  /** The rest of a text, with what `\( … )` puts into it. */
  #text(): readonly (string | Jq)[] {
    const parts: (string | Jq)[] = [];
    let plain = "";
    for (; this.#index < this.#source.length; this.#index++) {
      const sign = this.#source[this.#index]!;
      if (sign === '"') {
        this.#index += 1;
        return [...parts, JSON.parse(`"${plain}"`) as string];
      }
      if (sign !== "\\") plain += sign;
      else if (this.#source[this.#index + 1] === "(") {
        parts.push(JSON.parse(`"${plain}"`) as string);
        plain = "";
        parts.push(this.#inserted());
      } else plain += sign + (this.#source[++this.#index] ?? "");
    }
    throw refuseJq("its end");
  }

  #inserted(): Jq {
    const start = this.#index + 2;
    let open = 1;
    let at = start;
    for (; at < this.#source.length && open > 0; at++) open += this.#source[at] === "(" ? 1 : this.#source[at] === ")" ? -1 : 0;
    this.#index = at - 1;
    return parseJq(this.#source.slice(start, at - 1), this.#depth + 1);
  }

  #is(text: string): boolean {
    return (this.#next.kind === "sign" || this.#next.kind === "name") && this.#next.text === text;
  }

  #take(text: string): boolean {
    if (!this.#is(text)) return false;
    this.#next = this.#read();
    return true;
  }

  #expect(text: string): void {
    if (!this.#take(text)) throw refuseJq(this.#next.text);
  }

  #pipe(): Jq {
    if (++this.#depth > MAX_DEPTH) throw refuseJq(this.#next.text);
    const from = this.#binary(0);
    const tree = this.#after(from);
    this.#depth -= 1;
    return tree;
  }

  #after(from: Jq): Jq {
    if (this.#take("as")) {
      const name = this.#next.text;
      if (!name.startsWith("$")) throw refuseJq(name);
      this.#next = this.#read();
      this.#expect("|");
      return { type: "bind", value: from, name: name.slice(1), body: this.#pipe() };
    }
    return this.#take("|") ? { type: "pipe", from, to: this.#pipe() } : from;
  }

  #binary(level: number): Jq {
    const signs = LEVELS[level];
    if (signs === undefined) return this.#unary();
    let left = this.#binary(level + 1);
    for (let sign = signs.find((each) => this.#is(each)); sign !== undefined; sign = signs.find((each) => this.#is(each))) {
      this.#take(sign);
      left = { type: "operator", sign, left, right: this.#binary(sign === "//" ? level : level + 1) };
    }
    return left;
  }

  #unary(): Jq {
    return this.#take("-") ? { type: "negative", of: this.#postfix(this.#primary()) } : this.#postfix(this.#primary());
  }

  #postfix(first: Jq): Jq {
    let tree = first;
    for (;;) {
      if (this.#take("?")) continue;
      if (this.#next.kind === "field") {
        tree = { type: "member", of: tree, name: { type: "value", value: this.#next.text } };
        this.#next = this.#read();
      } else if (this.#take("[")) tree = this.#bracket(tree);
      else if (this.#take(".")) {
        if (this.#next.kind === "text") tree = { type: "member", of: tree, name: this.#textTree() };
        else if (this.#take("[")) tree = this.#bracket(tree);
        else throw refuseJq(this.#next.text);
      } else return tree;
    }
  }

  #bracket(of: Jq): Jq {
    if (this.#take("]")) return { type: "each", of };
    if (this.#take(":")) {
      const to = this.#pipe();
      this.#expect("]");
      return { type: "slice", of, to };
    }
    const name = this.#pipe();
    if (!this.#take(":")) {
      this.#expect("]");
      return { type: "member", of, name };
    }
    const to = this.#is("]") ? undefined : this.#pipe();
    this.#expect("]");
    return { type: "slice", of, from: name, ...(to === undefined ? {} : { to }) };
  }

  #textTree(): Jq {
    const { parts = [] } = this.#next;
    this.#next = this.#read();
    const [only] = parts;
    return parts.length === 1 && typeof only === "string" ? { type: "value", value: only } : { type: "text", parts };
  }

  #primary(): Jq {
    const { kind, text } = this.#next;
    if (kind === "text") return this.#textTree();
    if (kind === "field") return HERE;
    if (this.#take(".")) return this.#dot();
    this.#next = this.#read();
    if (kind === "number") return { type: "value", value: Number(text) };
    if (kind === "name") return this.#named(text);
    if (text === "(") {
      const inner = this.#pipe();
      this.#expect(")");
      return inner;
    }
    if (text === "[") {
      if (this.#take("]")) return { type: "list", of: undefined };
      const of = this.#entries();
      this.#expect("]");
      return { type: "list", of };
    }
    if (text === "{") return this.#object();
    throw refuseJq(text);
  }

  #dot(): Jq {
    return this.#next.kind === "text" ? { type: "member", of: HERE, name: this.#textTree() } : HERE;
  }

  /** What stands between commas in a list, as a call that the translator knows. */
  #entries(): Jq {
    const entries = [this.#pipe()];
    while (this.#take(",")) entries.push(this.#pipe());
    return entries.length === 1 ? entries[0]! : { type: "call", name: ",", arguments: entries };
  }

  #named(name: string): Jq {
    if (name.startsWith("$")) return { type: "variable", name: name.slice(1) };
    if (name === "true" || name === "false") return { type: "value", value: name === "true" };
    if (name === "null") return { type: "value", value: null };
    if (name === "if") return this.#condition();
    const given: Jq[] = [];
    if (this.#take("(")) {
      do given.push(this.#pipe());
      while (this.#take(";"));
      this.#expect(")");
    }
    return { type: "call", name, arguments: given };
  }

  #condition(): Jq {
    const asked = this.#pipe();
    this.#expect("then");
    const yes = this.#pipe();
    if (this.#take("elif")) return { type: "if", asked, yes, no: this.#condition() };
    const no = this.#take("else") ? this.#pipe() : HERE;
    this.#expect("end");
    return { type: "if", asked, yes, no };
  }

  #object(): Jq {
    const members: (readonly [Jq, Jq])[] = [];
    while (!this.#take("}")) {
      members.push(this.#member());
      if (this.#take(",")) continue;
      this.#expect("}");
      break;
    }
    return { type: "object", members };
  }

  #member(): readonly [Jq, Jq] {
    const { kind, text } = this.#next;
    if (kind !== "text" && kind !== "name" && text !== "(") throw refuseJq(text);
    let key: Jq;
    if (kind === "text") key = this.#textTree();
    else {
      this.#next = this.#read();
      key = kind === "name" ? { type: "value", value: text.replace(/^\$/, "") } : this.#pipe();
      if (kind !== "name") this.#expect(")");
    }
    if (this.#take(":")) return [key, this.#binary(0)];
    if (kind === "name" && text.startsWith("$")) return [key, { type: "variable", name: text.slice(1) }];
    return [key, { type: "member", of: HERE, name: key }];
  }
}
