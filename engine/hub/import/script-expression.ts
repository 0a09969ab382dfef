import { refuse, tokensOf, type Token } from "./script-tokens.ts";

/**
 * The expressions of other tools (JavaScript in braces, JUEL, FEEL) as JSONata. Read by a parser of its own and never run:
 * values, paths, operators, conditions and the common methods of texts and lists are translated; anything else is refused.
 */
export interface ScriptNames {
  /** JSONata of a name that stands by itself or is called, such as `$json` or `$node`; `undefined` when it is not known. */
  name(name: string): Value | undefined;
  /** Of `$('Name')` and `$node["Name"]`. */
  call?(name: string, argument: string): Value | undefined;
}

export interface Value {
  readonly code: string;
  /** Members after it are looked up here, e.g. `json` and `item` of a reference to a node. */
  readonly member?: (name: string) => Value | undefined;
  readonly isText?: boolean;
  readonly literal?: string;
  /** A regular expression; a global one means all its matches. */
  readonly isPattern?: boolean;
  readonly isGlobal?: boolean;
}

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
  "===": "==",
  "!==": "!=",
};
const BINARY: readonly Readonly<Record<string, string>>[] = [
  { "??": "??", "||": "or" },
  { "&&": "and" },
  { "==": "=", "!=": "!=" },
  { "<": "<", ">": ">", "<=": "<=", ">=": ">=" },
  { "+": "+", "-": "-" },
  { "*": "*", "/": "/", "%": "%" },
];

/** Translates a whole expression; throws `UntranslatableText` for what has no counterpart. */
export const scriptToJsonata = (source: string, names: ScriptNames): Value => new ScriptParser(source, names).whole();

class ScriptParser {
  readonly #tokens: readonly Token[];
  readonly #names: ScriptNames;
  readonly #bound = new Set<string>();
  #at = 0;

  constructor(source: string, names: ScriptNames) {
    this.#tokens = tokensOf(source);
    this.#names = names;
  }

  whole(): Value {
    const value = this.#choice();
    if (this.#here.type !== "end") throw refuse(this.#here.text);
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
    const condition = this.#binary(0);
    if (!this.#take("?")) return condition;
    const yes = this.#choice();
    this.#expect(":");
    const no = this.#choice();
    return { code: `(${condition.code} ? ${yes.code} : ${no.code})`, isText: yes.isText === true && no.isText === true };
  }

  #binary(level: number): Value {
    const operators = BINARY[level];
    if (operators === undefined) return this.#unary();
    let left = this.#binary(level + 1);
    for (let operator = operators[this.#sign()]; operator !== undefined; operator = operators[this.#sign()]) {
      this.#at += 1;
      left = combine(operator, left, this.#binary(level + 1));
    }
    return left;
  }

  #unary(): Value {
    if (this.#take("!")) return { code: `$not(${this.#unary().code})` };
    if (this.#take("-")) return { code: `-${this.#unary().code}` };
    return this.#chain(this.#primary());
  }

  #chain(first: Value): Value {
    let value = first;
    for (;;) {
      if (this.#take("?.") || this.#take(".")) {
        const name = this.#here.text;
        this.#at += 1;
        value = this.#take("(") ? method(value, name, this.#arguments(")")) : memberOf(value, name);
      } else if (this.#take("[")) {
        const index = this.#choice();
        this.#expect("]");
        value = index.literal === undefined ? { code: `${value.code}[${index.code}]` } : memberOf(value, index.literal);
      } else return value;
    }
  }

  #arguments(close: string): readonly Value[] {
    const values: Value[] = [];
    while (!this.#take(close)) {
      values.push(this.#isArrow() ? this.#arrow() : this.#choice());
      if (!this.#take(",")) {
        this.#expect(close);
        break;
      }
    }
    return values;
  }

  #isArrow(): boolean {
    const at = this.#here.text === "(" ? this.#at + 2 : this.#at;
    return this.#tokens[this.#here.text === "(" ? at + 1 : at + 1]?.text === "=>";
  }

  #arrow(): Value {
    const hasParentheses = this.#take("(");
    const name = this.#here.text;
    this.#at += 1;
    if (hasParentheses) this.#expect(")");
    this.#expect("=>");
    this.#bound.add(name);
    const body = this.#choice();
    this.#bound.delete(name);
    return { code: `function($${name.replace(/^\$/, "")}) { ${body.code} }` };
  }

  #primary(): Value {
    const { type, text } = this.#here;
    this.#at += 1;
    if (type === "number") return { code: text };
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
      };
    if (text === "{") return this.#object();
    throw refuse(text || "its end");
  }

  #template(text: string): Value {
    const parts = text.split(/\$\{([^{}]*)\}/).map((part, index) => {
      if (index % 2 === 0) return part === "" ? [] : [JSON.stringify(part)];
      return [scriptToJsonata(part, this.#names).code];
    });
    return { code: `(${['""', ...parts.flat()].join(" & ")})`, isText: true };
  }

  #named(name: string): Value {
    if (Object.hasOwn(CONSTANTS, name)) return { code: CONSTANTS[name]! };
    if (this.#bound.has(name)) return { code: `$${name.replace(/^\$/, "")}` };
    if (this.#names.call !== undefined && LOOKUPS.has(name) && (this.#take("(") || this.#take("["))) return this.#lookup(name);
    if (name === "new" && this.#take("Date")) {
      this.#expect("(");
      const [given] = this.#arguments(")");
      return { code: given?.code ?? "$now()" };
    }
    if (this.#take("(")) return call(name, this.#arguments(")"));
    const known = this.#names.name(name) ?? STATIC[name];
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
    const members: string[] = [];
    while (!this.#take("}")) {
      const { type, text } = this.#here;
      this.#at += 1;
      if (type !== "text" && type !== "name") throw refuse(text);
      const key = type === "text" ? unquote(text) : text;
      const value = this.#take(":") ? this.#choice() : this.#named(key);
      members.push(`${JSON.stringify(key)}: ${value.code}`);
      if (!this.#take(",")) {
        this.#expect("}");
        break;
      }
    }
    return { code: members.length === 0 ? "{}" : `{ ${members.join(", ")} }` };
  }
}

/** JSONata knows the flags `i` and `m`; whether all matches are meant is said by what uses the pattern. */
function patternValue(text: string): Value {
  const [, inner = "", flags = ""] = /^(\/.*\/)([a-z]*)$/s.exec(text) ?? [];
  return { code: `${inner}${flags.replaceAll(/[^im]/g, "")}`, isPattern: true, isGlobal: flags.includes("g") };
}

const CONSTANTS: Readonly<Record<string, string>> = { true: "true", false: "false", null: "null", undefined: "null" };
const LOOKUPS: ReadonlySet<string> = new Set(["$", "$node", "$items"]);

function combine(operator: string, left: Value, right: Value): Value {
  if (operator === "??") return { code: `($exists(${left.code}) ? ${left.code} : ${right.code})` };
  if (operator === "or" && right.literal !== undefined)
    return { code: `(${left.code} ? ${left.code} : ${right.code})`, isText: true };
  const isText = operator === "+" && (left.isText === true || right.isText === true);
  return { code: `${left.code} ${isText ? "&" : operator} ${right.code}`, isText };
}

const literal = (text: string): Value => ({ code: JSON.stringify(text), isText: true, literal: text });

const unquote = (text: string): string =>
  text.slice(1, -1).replace(/\\(.)/g, (_, character: string) => ({ n: "\n", t: "\t", r: "\r" })[character] ?? character);

function memberOf(value: Value, name: string): Value {
  const own = value.member?.(name);
  if (own !== undefined) return own;
  if (name === "length") return { code: `($type(${value.code}) = "string" ? $length(${value.code}) : $count(${value.code}))` };
  return {
    code: `${value.code}.${/^[A-Za-z_]\w*$/.test(name) && !/^(?:and|or|in|true|false|null|function)$/.test(name) ? name : `\`${name.replaceAll("`", "")}\``}`,
  };
}

const STATIC: Readonly<Record<string, Value>> = Object.fromEntries(
  ["Math", "JSON", "Object", "Date", "DateTime", "Number"].map((name) => [name, { code: name }]),
);

type Make = (of: string, args: readonly string[]) => string;

const TEXT_METHODS: Readonly<Record<string, Make>> = {
  toUpperCase: (of) => `$uppercase(${of})`,
  toLowerCase: (of) => `$lowercase(${of})`,
  trim: (of) => `$trim(${of})`,
  toString: (of: string) => `$string(${of})`,
  replace: (of, [from, to]) => `$replace(${of}, ${from}, ${to}, 1)`,
  replaceAll: (of, [from, to]) => `$replace(${of}, ${from}, ${to})`,
  join: (of, [by = '","']) => `$join(${of}, ${by})`,
  substring: (of, [from, to]) => `$substring(${of}, ${from}${to === undefined ? "" : `, ${to} - ${from}`})`,
  slice: (of, [from, to]) => `$substring(${of}, ${from}${to === undefined ? "" : `, ${to} - ${from}`})`,
  toFixed: (of, [digits = "0"]) => `$string($round(${of}, ${digits}))`,
  toISOString: (of: string) => of,
  toISO: (of) => of,
  toISODate: (of) => `$substring(${of}, 0, 10)`,
  extractDomain: (of: string) => `$substringAfter(${of}, "@")`,
};

const METHODS: Readonly<Record<string, Make>> = {
  split: (of, [by]) => `$split(${of}, ${by})`,
  includes: (of, [part]) => `($type(${of}) = "string" ? $contains(${of}, ${part}) : ${part} in ${of})`,
  startsWith: (of, [part]) => `($substring(${of}, 0, $length(${part})) = ${part})`,
  endsWith: (of, [part]) => `($substring(${of}, -$length(${part})) = ${part})`,
  isEmpty: (of) => `$not($boolean(${of}))`,
  isNotEmpty: (of) => `$boolean(${of})`,
  map: (of, [each]) => `$map(${of}, ${each})`,
  filter: (of, [each]) => `$filter(${of}, ${each})`,
  first: (of) => `${of}[0]`,
  last: (of) => `${of}[-1]`,
  sum: (of) => `$sum(${of})`,
  reverse: (of) => `$reverse(${of})`,
  toNumber: (of) => `$number(${of})`,
  getTime: (of) => `$toMillis(${of})`,
  toMillis: (of) => `$toMillis(${of})`,
  concat: (of, [other]) => `$append(${of}, ${other})`,
};

const FUNCTIONS: Readonly<Record<string, Make>> = {
  "Math.round": (_, [value]) => `$round(${value})`,
  "Math.floor": (_, [value]) => `$floor(${value})`,
  "Math.ceil": (_, [value]) => `$ceil(${value})`,
  "Math.abs": (_, [value]) => `$abs(${value})`,
  "Math.max": (_, values) => `$max([${values.join(", ")}])`,
  "Math.min": (_, values) => `$min([${values.join(", ")}])`,
  "JSON.stringify": (_, [value]) => `$string(${value})`,
  "Object.keys": (_, [value]) => `$keys(${value})`,
  "Object.values": (_, [value]) => `${value}.*`,
  "Date.now": () => "$millis()",
  "DateTime.now": () => "$now()",
  "DateTime.fromISO": (_, [value]) => `${value}`,
  Number: (_, [value]) => `$number(${value})`,
  parseInt: (_, [value]) => `$floor($number(${value}))`,
  parseFloat: (_, [value]) => `$number(${value})`,
  String: (_, [value]) => `$string(${value})`,
  Boolean: (_, [value]) => `$boolean(${value})`,
  count: (_, [value]) => `$count(${value})`,
  sum: (_, [value]) => `$sum(${value})`,
  contains: (_, [text, part]) => `$contains(${text}, ${part})`,
  now: () => "$now()",
};

function call(name: string, args: readonly Value[]): Value {
  const make = FUNCTIONS[name];
  if (make === undefined) throw refuse(`${name}(…)`);
  return {
    code: make(
      "",
      args.map(({ code }) => code),
    ),
    isText: name === "String",
  };
}

function method(of: Value, name: string, args: readonly Value[]): Value {
  const own = of.member?.(`${name}()`);
  if (own !== undefined) return own;
  const codes = args.map(({ code }) => code);
  const known = FUNCTIONS[`${of.code}.${name}`];
  if (known !== undefined) return { code: known("", codes), isText: name === "stringify" };
  if (name === "toFormat" || name === "format")
    return { code: `$fromMillis($toMillis(${of.code}), ${picture(args[0]?.literal)})`, isText: true };
  const found = patternMethod(of, name, args);
  if (found !== undefined) return found;
  if (name === "plus" || name === "minus") return { code: moved(of.code, name, args), isText: true };
  const text = TEXT_METHODS[name];
  if (text !== undefined) return { code: text(of.code, codes), isText: true };
  const make = METHODS[name];
  if (make === undefined) throw refuse(`.${name}()`);
  return { code: make(of.code, codes) };
}

function patternMethod(of: Value, name: string, args: readonly Value[]): Value | undefined {
  const [first] = args;
  if (of.isPattern === true && name === "test" && first) return { code: `$contains(${first.code}, ${of.code})` };
  if (first?.isPattern !== true) return undefined;
  if (name === "match") return { code: matched(of.code, first) };
  if (name !== "replace" || first.isGlobal !== true) return undefined;
  return { code: `$replace(${[of, ...args].map(({ code }) => code).join(", ")})`, isText: true };
}

/** All matches of a global pattern; else the first with its groups, by number. */
const matched = (of: string, { code, isGlobal }: Value): string =>
  isGlobal === true ? `($match(${of}, ${code}).match)` : `($match(${of}, ${code})[0].$append([match], groups))`;

const UNITS_MS: Readonly<Record<string, number>> = {
  milliseconds: 1,
  seconds: 1_000,
  minutes: 60_000,
  hours: 3_600_000,
  days: 86_400_000,
  weeks: 604_800_000,
};

/** `plus(2, "days")` and `plus({ days: 2 })`; months and years are not of one length. */
function moved(of: string, name: "plus" | "minus", [amount, unit]: readonly Value[]): string {
  const [, key, value] = /^\{ "(\w+)": (.+) \}$/.exec(amount?.code ?? "") ?? [];
  const named = unit?.literal ?? key ?? "milliseconds";
  const length = UNITS_MS[named.endsWith("s") ? named : `${named}s`];
  if (length === undefined || amount === undefined) throw refuse(`.${name}()`);
  return `$fromMillis($toMillis(${of}) ${name === "plus" ? "+" : "-"} (${value ?? amount.code}) * ${length})`;
}

const PICTURES: Readonly<Record<string, string>> = {
  yyyy: "[Y0001]",
  MM: "[M01]",
  dd: "[D01]",
  HH: "[H01]",
  mm: "[m01]",
  ss: "[s01]",
  LL: "[M01]",
  yy: "[Y01]",
  LLL: "[MNn,3-3]",
  LLLL: "[MNn]",
  MMM: "[MNn,3-3]",
  MMMM: "[MNn]",
  EEEE: "[FNn]",
};

function picture(format: string | undefined): string {
  if (format === undefined) throw refuse(".toFormat()");
  return JSON.stringify(format.replace(/[A-Za-z]+/g, (part) => PICTURES[part] ?? (part === "T" ? part : refusePart(part))));
}

function refusePart(part: string): never {
  throw refuse(part);
}
