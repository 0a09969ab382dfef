import { isoDate, momentOf } from "./script-dates.ts";
import { callFunction, callMethod } from "./script-methods.ts";
import { refuse, tokensOf, type Token } from "./script-tokens.ts";
import { combine, entryAt, literal, memberOf, NOTHING, type ScriptNames, truthOf, type Value } from "./script-value.ts";

const WORDS: Readonly<Record<string, string>> = {
  eq: "==",
  ne: "!=",
  lt: "<",
  gt: ">",
  le: "<=",
  ge: ">=",
  and: "&&",
  or: "||",
  not: "!",
  "=": "==",
};
const BINARY: readonly Readonly<Record<string, string>>[] = [
  { "??": "??", "||": "or" },
  { "&&": "and" },
  { "==": "=", "!=": "!=", "===": "==", "!==": "!==" },
  { "<": "<", ">": ">", "<=": "<=", ">=": ">=" },
  { "+": "+", "-": "-" },
  { "*": "*", "/": "/", "%": "%" },
];

/**
 * Translates a whole expression to JSONata, with a parser of its own and without ever running it: values, paths, operators,
 * conditions and the common methods of texts and lists. Throws `UntranslatableText` for what has no counterpart.
 */
export const scriptToJsonata = (source: string, names: ScriptNames): Value => new ScriptParser(source, names).whole();

/** The same for the body of a function: constants, early returns and a `return`; nothing that changes or repeats. */
export const scriptBodyToJsonata = (source: string, names: ScriptNames): Value => new ScriptParser(source, names).body();

/** What is longer or nested deeper is not written by people. */
const MAX_LENGTH = 10_000;
const MAX_DEPTH = 40;

type Bound = Map<string, Value>;
type Each = NonNullable<Value["each"]>;

class ScriptParser {
  readonly #tokens: readonly Token[];
  readonly #names: ScriptNames;
  #bound: Bound;
  #at = 0;
  #depth = 0;

  constructor(source: string, names: ScriptNames, bound: Bound = new Map()) {
    if (source.length > MAX_LENGTH) throw refuse(`${source.slice(0, 40)}…`);
    this.#tokens = tokensOf(source);
    this.#names = names;
    this.#bound = new Map(bound);
  }

  whole(): Value {
    const value = this.#choice();
    if (this.#here.type !== "end") throw refuse(this.#here.text);
    return value;
  }

  body(): Value {
    return this.#statements("");
  }

  /** Constants and returns up to the sign that closes them, or the end. */
  #statements(close: string): Value {
    while (this.#take(";"));
    if (["const", "let", "var"].some((word) => this.#take(word))) return this.#constant(close);
    if (this.#take("return")) return this.#returned(close);
    if (!this.#take("if")) throw refuse(this.#here.text || "its end");
    this.#expect("(");
    const condition = truthOf(this.#choice());
    this.#expect(")");
    const yes = this.#way();
    const no = this.#take("else") ? this.#way() : this.#statements(close);
    return {
      code: `(${condition} ? ${yes.code} : ${no.code})`,
      ...(yes.is === no.is && yes.is !== undefined ? { is: yes.is } : {}),
    };
  }

  #way(): Value {
    if (!this.#take("{")) {
      if (!this.#take("return")) throw refuse(this.#here.text || "its end");
      const value = this.#choice();
      this.#take(";");
      return value;
    }
    const way = this.#inside(() => this.#statements("}"));
    this.#expect("}");
    return way;
  }

  /** What is named inside is not known outside. */
  #inside(read: () => Value): Value {
    const outside = this.#bound;
    this.#bound = new Map(outside);
    const value = read();
    this.#bound = outside;
    return value;
  }

  #constant(close: string): Value {
    const name = this.#here.text;
    if (this.#here.type !== "name") throw refuse(name);
    this.#at += 1;
    this.#expect("==");
    const value = this.#choice();
    const code = variable(name);
    this.#bound.set(name, { ...value, code });
    const rest = this.#statements(close);
    return { ...rest, code: `(${code} := ${value.code}; ${rest.code})` };
  }

  #returned(close: string): Value {
    const value = this.#choice();
    while (this.#take(";"));
    if (close === "" ? this.#here.type !== "end" : this.#here.text !== close) throw refuse(this.#here.text || "its end");
    return value;
  }

  get #here(): Token {
    return this.#tokens[this.#at]!;
  }

  #sign(token: Token = this.#here): string {
    return token.type === "sign" || token.type === "name" ? (WORDS[token.text] ?? token.text) : "";
  }

  #take(sign: string): boolean {
    if (this.#here.type === "text" || this.#sign() !== sign) return false;
    this.#at += 1;
    return true;
  }

  #expect(sign: string): void {
    if (!this.#take(sign)) throw refuse(this.#here.text || "its end");
  }

  #choice(): Value {
    if (++this.#depth > MAX_DEPTH) throw refuse(this.#here.text);
    const value = this.#chosen();
    this.#depth -= 1;
    return value;
  }

  #chosen(): Value {
    const condition = this.#binary(0);
    if (!this.#take("?")) return condition;
    const yes = this.#choice();
    this.#expect(":");
    const no = this.#choice();
    const asked = this.#names.isStrict === true ? condition.code : truthOf(condition);
    const is = yes.is === no.is ? yes.is : undefined;
    return { code: `(${asked} ? ${yes.code} : ${no.code})`, ...(is === undefined ? {} : { is }) };
  }

  #binary(level: number): Value {
    const operators = BINARY[level];
    if (operators === undefined) return this.#unary();
    let left = this.#binary(level + 1);
    for (let operator = operators[this.#sign()]; operator !== undefined; operator = operators[this.#sign()]) {
      this.#at += 1;
      left = combine(operator, left, this.#binary(level + 1), this.#names);
    }
    return left;
  }

  #unary(signs = 0): Value {
    if (signs > MAX_DEPTH) throw refuse(this.#here.text);
    if (this.#take("!")) return this.#negated(this.#unary(signs + 1));
    if (this.#take("-")) return { code: `-${this.#unary(signs + 1).code}`, is: "number" };
    return this.#chain(this.#primary());
  }

  #negated(value: Value): Value {
    return { code: `$not(${this.#names.isStrict === true ? value.code : truthOf(value)})`, is: "boolean" };
  }

  #chain(first: Value): Value {
    let value = first;
    for (;;) {
      if (this.#take("?.") || this.#take(".")) {
        const name = this.#here.text;
        this.#at += 1;
        value = this.#take("(") ? this.#called(value, name) : memberOf(value, name);
      } else if (this.#take("[")) {
        const index = this.#choice();
        this.#expect("]");
        value = index.literal === undefined ? at(value, index) : memberOf(value, index.literal);
      } else return value;
    }
  }

  #called(of: Value, name: string): Value {
    const made = callMethod(of, name, this.#arguments(")", name === "reduce" ? 1 : 0, of.each), this.#names);
    if (of.each === undefined || made.each !== undefined || made.member !== undefined) return made;
    if (KEEPS.has(name)) return { ...made, each: of.each };
    const { each } = of;
    return PICKS.has(name) ? { ...made, member: (part) => each(part, made.code) } : made;
  }

  /** `each` says what members of the entries of the list are, of which the argument at `place` of a function is one. */
  #arguments(close: string, place = 0, each?: Each): readonly Value[] {
    const values: Value[] = [];
    while (!this.#take(close)) {
      const isSpread = this.#take("...");
      const value = this.#isArrow() ? this.#arrow(place, each) : this.#choice();
      if (close === "]" && !isSpread && value.is === undefined) this.#names.doubt?.("a list as an entry of a list");
      values.push(isSpread ? { code: value.code } : value);
      if (!this.#take(",")) {
        this.#expect(close);
        break;
      }
    }
    return values;
  }

  #isArrow(): boolean {
    let at = this.#at;
    if (this.#tokens[at]?.text === "(") while (this.#tokens[at]?.text !== ")" && at < this.#tokens.length) at += 1;
    return this.#tokens[at + 1]?.text === "=>";
  }

  /** `(a, b) => …`, with an expression or with statements. */
  #arrow(place: number, each: Each | undefined): Value {
    const hasParentheses = this.#take("(");
    const names: string[] = [];
    do {
      if (this.#here.type !== "name") throw refuse(this.#here.text || "=>");
      names.push(this.#here.text);
      this.#at += 1;
    } while (hasParentheses && this.#take(","));
    if (hasParentheses) this.#expect(")");
    this.#expect("=>");
    const body = this.#inside(() => {
      names.forEach((name, index) => this.#bound.set(name, entry(variable(name), index === place ? each : undefined)));
      if (!this.#take("{")) return this.#choice();
      const value = this.#statements("}");
      this.#expect("}");
      return value;
    });
    return { code: `function(${names.map(variable).join(", ")}) { ${body.code} }` };
  }

  #primary(): Value {
    const { type, text } = this.#here;
    this.#at += 1;
    if (type === "number") return { code: text, is: "number" };
    if (type === "text") return literal(unquote(text));
    if (type === "template") return this.#template(text.slice(1, -1));
    if (type === "name") return this.#named(text);
    if (type === "pattern") return patternValue(text);
    if (text === "(") {
      const inner = this.#choice();
      this.#expect(")");
      return { ...inner, code: `(${inner.code})` };
    }
    if (text === "[")
      return {
        code: `[${this.#arguments("]")
          .map(({ code }) => code)
          .join(", ")}]`,
        is: "list",
      };
    if (text === "{") return this.#object();
    throw refuse(text || "its end");
  }

  #template(text: string): Value {
    const parts = text.split(/\$\{([^{}]*)\}/).map((part, index) => {
      if (index % 2 === 0) return part === "" ? [] : [JSON.stringify(part)];
      return [new ScriptParser(part, this.#names, this.#bound).whole().code];
    });
    return { code: `(${['""', ...parts.flat()].join(" & ")})`, is: "text" };
  }

  #named(name: string): Value {
    if (CONSTANTS.has(name)) return CONSTANTS.get(name)!;
    const bound = this.#bound.get(name);
    if (bound !== undefined) return bound;
    if (this.#names.call !== undefined && LOOKUPS.has(name) && (this.#take("(") || this.#take("["))) return this.#lookup(name);
    if (name === "new" && this.#take("Date")) {
      this.#expect("(");
      const [given] = this.#arguments(")");
      return given === undefined ? isoDate("$now()") : momentOf(given);
    }
    if (this.#take("(")) return callFunction(name, this.#arguments(")"), this.#names);
    const known = this.#names.name(name) ?? (STATIC.has(name) ? { code: name } : undefined);
    if (known === undefined) throw refuse(name);
    return known;
  }

  /** `$("Name")`, `$node["Name"]`: what a node of that name gave. */
  #lookup(name: string): Value {
    const argument = this.#choice().literal;
    if (!this.#take(")")) this.#expect("]");
    const value = argument === undefined ? undefined : this.#names.call?.(name, argument);
    if (value === undefined) throw refuse(`${name}(…)`);
    return value;
  }

  #object(): Value {
    const members = new Map<string, string>();
    const parts: string[] = [];
    const close = (): void => {
      if (members.size > 0) parts.push(`{ ${[...members].map(([key, code]) => `${JSON.stringify(key)}: ${code}`).join(", ")} }`);
      members.clear();
    };
    const keys = new Map<string, Value>();
    while (!this.#take("}")) {
      if (this.#take("...")) {
        close();
        parts.push(this.#choice().code);
      } else {
        const [key, value] = this.#member();
        members.set(key, value.code);
        keys.set(key, value);
      }
      if (!this.#take(",")) {
        this.#expect("}");
        break;
      }
    }
    close();
    const wrapped = this.#wrapped(keys, parts.length);
    if (wrapped !== undefined) return wrapped;
    const [only = "{}"] = parts;
    return { code: parts.length > 1 ? `$merge([${parts.join(", ")}])` : only, is: "object" };
  }

  #member(): readonly [string, Value] {
    const { type, text } = this.#here;
    this.#at += 1;
    if (type !== "text" && type !== "name" && type !== "number") throw refuse(text);
    const key = type === "text" ? unquote(text) : text;
    return [key, this.#take(":") ? this.#choice() : this.#named(key)];
  }

  #wrapped(keys: ReadonlyMap<string, Value>, parts: number): Value | undefined {
    const { wrapper } = this.#names;
    if (wrapper === undefined || parts !== 1) return undefined;
    const isWrapper = [...keys.keys()].every((key) => key === wrapper.of || wrapper.besides.has(key));
    return isWrapper ? keys.get(wrapper.of) : undefined;
  }
}

/** Methods of a list that give entries of it, and those that give one. */
const KEEPS: ReadonlySet<string> = new Set(["filter", "sort", "slice", "reverse"]);
const PICKS: ReadonlySet<string> = new Set(["find", "first", "last"]);

const variable = (name: string): string => `$${name.replace(/^\$/, "")}`;
const entry = (code: string, each: Each | undefined): Value =>
  each === undefined ? { code } : { code, member: (part) => each(part, code) };

/** JSONata knows the flags `i` and `m`; whether all matches are meant is said by what uses the pattern. */
function patternValue(text: string): Value {
  const [, inner = "", flags = ""] = /^(\/.*\/)([a-z]*)$/s.exec(text) ?? [];
  return { code: `${inner}${flags.replaceAll(/[^im]/g, "")}`, isPattern: true, isGlobal: flags.includes("g") };
}

const CONSTANTS: ReadonlyMap<string, Value> = new Map<string, Value>([
  ["true", { code: "true", is: "boolean" }],
  ["false", { code: "false", is: "boolean" }],
  ["null", NOTHING],
  ["undefined", NOTHING],
]);
const LOOKUPS: ReadonlySet<string> = new Set(["$", "$node", "$items"]);
const STATIC: ReadonlySet<string> = new Set(["Math", "JSON", "Object", "Array", "Date", "DateTime", "Number"]);

/** An entry by its number; of a name that is worked out, the member of that name. */
function at({ code, each }: Value, index: Value): Value {
  if (index.is === "text") return { code: `$lookup(${code}, ${index.code})` };
  return entry(entryAt(code, index.code), each);
}

const unquote = (text: string): string =>
  text.slice(1, -1).replace(/\\(.)/g, (_, character: string) => ({ n: "\n", t: "\t", r: "\r" })[character] ?? character);
