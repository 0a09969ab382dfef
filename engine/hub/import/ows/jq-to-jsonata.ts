import { entryAt, once, pathStep, type Value } from "../script/script-value.ts";
import { parseJq, refuseJq, type Jq } from "./jq-parser.ts";
import { jqFunctions } from "./jq-functions.ts";

/** What an expression of jq reads. */
export interface JqScope {
  /** JSONata of `.`. */
  readonly here: Value;
  /** Of `$name`; `undefined` where nothing has that name. */
  variable(name: string): Value | undefined;
  /** How many lists it is inside of that are gone through. */
  readonly depth?: number;
}

/** The JSONata of an expression in jq. Throws `UntranslatableText` for what has no counterpart, such as several values at once. */
export const jqToJsonata = (source: string, scope: JqScope): Value => emit(parseJq(source), scope);

/** What an expression gives one after the other, as a list. */
interface Stream {
  readonly list: string;
}

export function emit(tree: Jq, scope: JqScope): Value {
  switch (tree.type) {
    case "here":
      return scope.here;
    case "value":
      return valueOf(tree.value);
    case "text":
      return { code: `(${tree.parts.map((part) => textPart(part, scope)).join(" & ")})`, is: "text" };
    case "variable":
      return scope.variable(tree.name) ?? refuse(`$${tree.name}`);
    case "member":
      return member(tree, scope);
    case "slice":
      return slice(tree, scope);
    case "pipe":
      return isMany(tree) ? refuse("several values") : piped(emit(tree.from, scope), tree.to, scope);
    case "bind":
      return bound(tree, scope);
    case "operator":
      return operator(tree.sign, emit(tree.left, scope), emit(tree.right, scope));
    case "negative":
      return { code: `-${emit(tree.of, scope).code}`, is: "number" };
    case "list":
      return { code: tree.of === undefined ? "[]" : streamOf(tree.of, scope).list, is: "list" };
    case "object":
      return object(tree.members, scope);
    case "if":
      return condition(tree, scope);
    case "call":
      return call(tree.name, tree.arguments, scope);
    case "each":
      return refuse("several values");
  }
}

function refuse(what: string): never {
  throw refuseJq(what);
}

function valueOf(value: string | number | boolean | null): Value {
  const code = JSON.stringify(value);
  if (value === null) return { code, isNothing: true };
  if (typeof value === "string") return { code, is: "text", literal: value };
  return { code, is: typeof value === "number" ? "number" : "boolean" };
}

const textPart = (part: string | Jq, scope: JqScope): string =>
  typeof part === "string" ? JSON.stringify(part) : `$string(${emit(part, scope).code})`;

function member({ of, name }: Extract<Jq, { type: "member" }>, scope: JqScope): Value {
  const from = emit(of, scope);
  if (name.type === "value" && typeof name.value === "string") {
    const known = from.member?.(name.value);
    return known ?? { code: `${pathOf(from.code)}.${pathStep(name.value)}` };
  }
  const key = emit(name, scope);
  const entry = entryAt(pathOf(from.code), key.code);
  if (key.is === "number") return { code: entry };
  if (key.is === "text") return { code: `$lookup(${from.code}, ${key.code})` };
  return { code: `($type(${key.code}) = "number" ? ${entry} : $lookup(${from.code}, ${key.code}))` };
}

const pathOf = (code: string): string => (/^[\w$.`]+(?:\[-?\w+\])?$/.test(code) || /^\(.*\)$/s.test(code) ? code : `(${code})`);

function slice(tree: Extract<Jq, { type: "slice" }>, scope: JqScope): Value {
  const of = emit(tree.of, scope).code;
  const [from, to] = [tree.from, tree.to].map((each) => (each === undefined ? undefined : emit(each, scope).code));
  if (from?.startsWith("-") === true || to?.startsWith("-") === true) return refuse("a slice from the end");
  const fits = [...(from === undefined ? [] : [`$i >= ${from}`]), ...(to === undefined ? [] : [`$i < ${to}`])].join(" and ");
  const length = to === undefined ? "" : `, ${to} - ${from ?? 0}`;
  return {
    code: `($type(${of}) = "string" ? $substring(${of}, ${from ?? 0}${length}) : [$filter(${of}, function($v, $i) { ${fits} })])`,
  };
}

function piped(from: Value, to: Jq, scope: JqScope): Value {
  if (/^[\w$.`]+$/.test(from.code)) return emit(to, { ...scope, here: from });
  const { member: _, ...rest } = from;
  const inner = emit(to, { ...scope, here: { ...rest, code: "$it" } });
  return { ...inner, code: `($it := ${from.code}; ${inner.code})` };
}

function bound({ value, name, body }: Extract<Jq, { type: "bind" }>, scope: JqScope): Value {
  const given = emit(value, scope);
  const own: Value = { ...given, code: `$${name}` };
  const inner = emit(body, { ...scope, variable: (asked) => (asked === name ? own : scope.variable(asked)) });
  return { ...inner, code: `($${name} := ${given.code}; ${inner.code})` };
}

/** In jq only `false` and `null` do not hold. */
export const holds = (value: Value): string =>
  value.is === "boolean"
    ? value.code
    : once("_asked", value, ({ code }) => `($exists(${code}) and $not(${code} in [null, false]))`);

const orNull = (code: string): string => `($exists(${code}) ? ${code} : null)`;
const isNull = (code: string): string => `($not($exists(${code})) or ${code} = null)`;

function operator(sign: string, left: Value, right: Value): Value {
  if (sign === "and" || sign === "or") return { code: `(${holds(left)} ${sign} ${holds(right)})`, is: "boolean" };
  if (sign === "//") return { code: once("_left", left, (known) => `(${holds(known)} ? ${known.code} : ${right.code})`) };
  if (sign === "==" || sign === "!=") return equality(sign, left, right);
  if (/^[<>]/.test(sign)) return { code: `(${left.code} ${sign} ${right.code})`, is: "boolean" };
  return sign === "+" ? sum(left, right) : arithmetic(sign, left, right);
}

function arithmetic(sign: string, left: Value, right: Value): Value {
  if (sign === "-" && (left.is === "list" || right.is === "list"))
    return { code: `[$filter(${left.code}, function($v) { $not($v in ${right.code}) })]`, is: "list" };
  if (sign === "/" && left.is === "text") return { code: `$split(${left.code}, ${right.code})`, is: "list" };
  if (left.is === "text" || left.is === "list" || left.is === "object") return refuse(sign);
  return { code: `(${left.code} ${sign} ${right.code})`, is: "number" };
}

function equality(sign: "==" | "!=", left: Value, right: Value): Value {
  const nothing = right.isNothing === true ? left : left.isNothing === true ? right : undefined;
  const isOpen = left.is === undefined && right.is === undefined;
  const same =
    nothing !== undefined
      ? isNull(nothing.code)
      : isOpen
        ? `${orNull(left.code)} = ${orNull(right.code)}`
        : `${left.code} = ${right.code}`;
  return { code: sign === "==" ? `(${same})` : `$not(${same})`, is: "boolean" };
}

const SUMS: Readonly<Record<string, (left: string, right: string) => string>> = {
  number: (left, right) => `(${left} + ${right})`,
  text: (left, right) => `(${left} & ${right})`,
  list: (left, right) => `$append(${left}, ${right})`,
  object: (left, right) => `$merge([${left}, ${right}])`,
};

/** Numbers are added, texts and lists put one behind the other, and objects merged: if need be as the values say. */
function sum(left: Value, right: Value): Value {
  const is = left.is ?? right.is;
  const known = is === undefined ? undefined : SUMS[is];
  if (known !== undefined && is !== undefined) return { code: known(left.code, right.code), is };
  const code = once("_left", left, (first) =>
    once("_right", right, (second) => {
      const [one, two] = [first.code, second.code];
      const of = (type: string): string => SUMS[type]!(one, two);
      return `($type(${one}) = "number" ? ${of("number")} : $type(${one}) = "string" ? ${of("text")} : $type(${one}) = "array" ? ${of("list")} : ${isNull(one)} ? ${two} : ${of("object")})`;
    }),
  );
  return { code };
}

/** A member without a value is `null` in jq. */
function object(members: Extract<Jq, { type: "object" }>["members"], scope: JqScope): Value {
  const codes = members.map(([key, value]) => {
    const { code, is } = emit(value, scope);
    const given = is === undefined && value.type !== "value" ? `$exists(${code}) ? ${code} : null` : code;
    return `${emit(key, scope).code}: ${given}`;
  });
  return { code: codes.length === 0 ? "{}" : `{ ${codes.join(", ")} }`, is: "object" };
}

function condition({ asked, yes, no }: Extract<Jq, { type: "if" }>, scope: JqScope): Value {
  const [first, second] = [emit(yes, scope), emit(no, scope)];
  const is = first.is === second.is ? first.is : undefined;
  return { code: `(${holds(emit(asked, scope))} ? ${first.code} : ${second.code})`, ...(is === undefined ? {} : { is }) };
}

/** Whether an expression may give more or less than one value. */
function isMany(tree: Jq): boolean {
  if (tree.type === "each") return true;
  if (tree.type === "pipe") return isMany(tree.from) || isMany(tree.to);
  if (tree.type === "member" || tree.type === "slice") return isMany(tree.of);
  return tree.type === "call" && (tree.name === "select" || tree.name === "," || tree.name === "empty" || tree.name === "range");
}

/** All values that an expression gives, as a list. */
export function streamOf(tree: Jq, scope: JqScope): Stream {
  if (tree.type === "each")
    return { list: isMany(tree.of) ? flat(streamOf(tree.of, scope).list) : entriesOf(emit(tree.of, scope)) };
  if (tree.type === "member" && isMany(tree.of))
    return onEach(streamOf(tree.of, scope), { ...tree, of: { type: "here" } }, scope);
  if (tree.type === "pipe" && isMany(tree)) {
    if (isMany(tree.from)) return onEach(streamOf(tree.from, scope), tree.to, scope);
    return streamOf(tree.to, { ...scope, here: emit(tree.from, scope) });
  }
  return (tree.type === "call" ? calledStream(tree, scope) : undefined) ?? { list: alone(emit(tree, scope)) };
}

function calledStream({ name, arguments: given }: Extract<Jq, { type: "call" }>, scope: JqScope): Stream | undefined {
  if (name === ",")
    return { list: given.map((each) => streamOf(each, scope).list).reduce((all, list) => `$append(${all}, ${list})`) };
  if (name === "empty") return { list: "[]" };
  if (name === "range") return { list: rangeOf(given.map((each) => emit(each, scope).code)) };
  if (name !== "select" || given[0] === undefined) return undefined;
  return { list: `(${holds(emit(given[0], scope))} ? [${scope.here.code}] : [])` };
}

/** A list of one value, which may be a list itself. */
function alone({ code, is }: Value): string {
  if (is === undefined) return `($type(${code}) = "array" ? [[${code}]] : [${code}])`;
  return is === "list" ? `[[${code}]]` : `[${code}]`;
}

const rangeOf = ([first = "0", last]: readonly string[]): string =>
  last === undefined ? `[0..${first} - 1]` : `[${first}..${last} - 1]`;

const flat = (list: string): string => `$reduce(${list}, function($all, $one) { $append($all, $one) }, [])`;
const entriesOf = ({ code, is }: Value): string =>
  is === "list" ? code : `($type(${code}) = "object" ? [$each(${code}, function($v) { $v })] : $append([], ${code}))`;

/** An expression for each value of a stream. */
function onEach({ list }: Stream, tree: Jq, scope: JqScope): Stream {
  const depth = scope.depth ?? 0;
  const name = `$each${depth}`;
  const inner: JqScope = { ...scope, here: { code: name }, depth: depth + 1 };
  if (tree.type === "call" && tree.name === "select")
    return { list: `[$filter(${list}, function(${name}) { ${holds(emit(tree.arguments[0]!, inner))} })]` };
  if (tree.type === "pipe" && tree.from.type === "call" && tree.from.name === "select")
    return onEach(onEach({ list }, tree.from, scope), tree.to, scope);
  if (isMany(tree))
    return { list: `$reduce(${list}, function($all, ${name}) { $append($all, ${streamOf(tree, inner).list}) }, [])` };
  const { code, is } = emit(tree, inner);
  return { list: `[$map(${list}, function(${name}) { ${is === undefined ? `$exists(${code}) ? ${code} : null` : code} })]` };
}

const KEYED: ReadonlySet<string> = new Set(["sort_by", "group_by", "unique_by", "min_by", "max_by"]);

function call(name: string, given: readonly Jq[], scope: JqScope): Value {
  const [first] = given;
  if (name === "not") return { code: `$not(${holds(scope.here)})`, is: "boolean" };
  if ((name === "any" || name === "all") && given.length <= 1) return ofAll(name, first, scope);
  if (first !== undefined) {
    if (name === "map") return { code: onEach({ list: `$append([], ${scope.here.code})` }, first, scope).list, is: "list" };
    if (KEYED.has(name)) return keyed(name, first, scope);
    if (name === "first") return { code: `${streamOf(first, scope).list}[0]` };
  }
  const make = Object.hasOwn(jqFunctions, name) ? jqFunctions[name] : undefined;
  const made = make?.(
    scope.here.code,
    given.map((each) => emit(each, scope)),
  );
  return made ?? refuse(given.length === 0 ? name : `${name}(…)`);
}

function ofAll(name: "any" | "all", asked: Jq | undefined, scope: JqScope): Value {
  const inner: JqScope = { ...scope, here: { code: "$v" } };
  const test = holds(asked === undefined ? inner.here : emit(asked, inner));
  const found = `$count($filter(${scope.here.code}, function($v) { ${name === "any" ? test : `$not(${test})`} }))`;
  return { code: name === "any" ? `(${found} > 0)` : `(${found} = 0)`, is: "boolean" };
}

function keyed(name: string, key: Jq, scope: JqScope): Value {
  const of = (entry: string): string => emit(key, { ...scope, here: { code: entry } }).code;
  const sorted = `[$sort(${scope.here.code}, function($l, $r) { ${of("$l")} > ${of("$r")} })]`;
  if (name === "sort_by") return { code: sorted, is: "list" };
  if (name === "min_by") return { code: `${sorted}[0]` };
  if (name === "max_by") return { code: `${sorted}[-1]` };
  const keys = `$distinct([$map($all, function($v) { ${of("$v")} })])`;
  const group = `$filter($all, function($v) { ${of("$v")} = $key })`;
  if (name === "unique_by") return { code: `($all := ${sorted}; [$map(${keys}, function($key) { [${group}][0] })])`, is: "list" };
  return {
    code: `($all := ${sorted}; $reduce(${keys}, function($groups, $key) { $append($groups, [[${group}]]) }, []))`,
    is: "list",
  };
}
