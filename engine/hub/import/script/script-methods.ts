import { datePicture, isoDate, momentOf, movedDate, startOf } from "./script-dates.ts";
import { refuse } from "./script-tokens.ts";
import { isEmpty, pathStep, truthOf, type ScriptNames, type Value, type ValueType } from "./script-value.ts";

type Make = (of: string, args: readonly string[], values: readonly Value[]) => string;
type Method = readonly [make: Make, is?: ValueType];

const aList = (code: string): string => `[${code}]`;
const isOfType = (of: string, type: string): string => `$type(${of}) = "${type}"`;
const aText = (of: string): string => `$string(${of})`;

/** A part of a list or a text, from one place to before another; places from the end only of a text, and only where it begins. */
function slice(of: string, [from = "0", to]: readonly string[]): string {
  if (to?.startsWith("-") === true) throw refuse(`.slice(${from}, ${to})`);
  const length = to === undefined ? "" : from.startsWith("-") ? refuseText(from) : `, ${to} - ${from}`;
  const start = from.startsWith("-") ? `$count(${of}) - ${from.slice(1)}` : from;
  const fits = to === undefined ? `$i >= ${start}` : `$i >= ${start} and $i < ${to}`;
  return `(${isOfType(of, "array")} ? [$filter(${of}, function($v, $i) { ${fits} })] : $substring(${of}, ${from}${length}))`;
}

function refuseText(text: string): never {
  throw refuse(text);
}

const METHODS: Readonly<Record<string, Method>> = {
  toUpperCase: [(of) => `$uppercase(${of})`, "text"],
  toLowerCase: [(of) => `$lowercase(${of})`, "text"],
  trim: [(of) => `$replace(${of}, /^\\s+|\\s+$/, "")`, "text"],
  toString: [aText, "text"] satisfies Method,
  replace: [(of, [from, to]) => `$replace(${of}, ${from}, ${to}, 1)`, "text"],
  replaceAll: [(of, [from, to]) => `$replace(${of}, ${from}, ${to})`, "text"],
  join: [(of, [by = '","']) => `$join([$map(${of}, $string)], ${by})`, "text"],
  substring: [(of, [from, to]) => `$substring(${of}, ${from}${to === undefined ? "" : `, ${to} - ${from}`})`, "text"],
  slice: [(of, args) => slice(of, args)],
  padStart: [(of, [width, by = '" "']) => `$pad(${aText(of)}, -${width}, ${by})`, "text"],
  padEnd: [(of, [width, by = '" "']) => `$pad(${aText(of)}, ${width}, ${by})`, "text"],
  toFixed: [(of, [digits = "0"]) => `$formatNumber(${of}, "${fixedPicture(digits)}")`, "text"],
  toISOString: [(of) => of, "text"],
  toISO: [(of) => of, "text"],
  toISODate: [(of) => `$substring(${of}, 0, 10)`, "text"],
  toMillis: [(of) => `$toMillis(${of})`, "number"],
  getTime: [(of) => `$toMillis(${of})`, "number"],
  toJsonString: [aText, "text"],
  split: [(of, [by]) => `$split(${of}, ${by})`, "list"],
  includes: [(of, [part]) => `(${isOfType(of, "string")} ? $contains(${of}, ${part}) : ${part} in ${of})`, "boolean"],
  startsWith: [(of, [part]) => `($substring(${of}, 0, $length(${part})) = ${part})`, "boolean"],
  endsWith: [(of, [part]) => `($substring(${of}, -$length(${part})) = ${part})`, "boolean"],
  isEmpty: [isEmpty, "boolean"],
  isNotEmpty: [(of) => `$not(${isEmpty(of)})`, "boolean"],
  map: [(of, [each]) => aList(`$map(${of}, ${each})`), "list"],
  filter: [(of, [each]) => aList(`$filter(${of}, ${each})`), "list"],
  find: [(of, [each]) => `[$filter(${of}, ${each})][0]`],
  some: [(of, [each]) => `($count($filter(${of}, ${each})) > 0)`, "boolean"],
  every: [(of, [each]) => `($count($filter(${of}, ${each})) = $count(${of}))`, "boolean"],
  reduce: [(of, [each, first]) => `$reduce(${of}, ${each}${first === undefined ? "" : `, ${first}`})`],
  sort: [(of, [order]) => aList(order === undefined ? `$sort(${of})` : `$sort(${of}, ${ascending(order)})`), "list"],
  flat: [(of) => `$reduce(${of}, function($all, $one) { $append($all, $one) }, [])`, "list"],
  flatMap: [(of, [each]) => `$reduce([$map(${of}, ${each})], function($all, $one) { $append($all, $one) }, [])`, "list"],
  first: [(of) => `${of}[0]`],
  last: [(of) => `${of}[-1]`],
  sum: [(of) => `$sum(${of})`, "number"],
  average: [(of) => `$average(${of})`, "number"],
  unique: [(of) => aList(`$distinct(${of})`), "list"],
  removeDuplicates: [(of) => aList(`$distinct(${of})`), "list"],
  pluck: [(of, _, [name]) => `[${of}.${pathStep(name?.literal ?? refuseText(".pluck()"))}]`, "list"],
  reverse: [(of) => aList(`$reverse(${of})`), "list"],
  toNumber: [(of) => `$number(${of})`, "number"],
  concat: [(of, [other]) => `$append(${of}, ${other})`, "list"],
};

/** Methods that have a counterpart for the usual case only. */
const DOUBTFUL: ReadonlySet<string> = new Set(["sort", "toJsonString"]);

const fixedPicture = (digits: string): string =>
  /^\d{1,2}$/.test(digits) ? (digits === "0" ? "0" : `0.${"0".repeat(Number(digits))}`) : refuseText(`.toFixed(${digits})`);

/** A comparator gives a number; `$sort` asks whether its first argument belongs behind the second. */
const ascending = (comparator: string): string => comparator.replace(/\{ ([\s\S]*) \}$/, "{ ($1) > 0 }");

const FUNCTIONS: Readonly<Record<string, Method>> = {
  "Math.round": [(_, [value]) => `$floor(${value} + 0.5)`, "number"],
  "Math.floor": [(_, [value]) => `$floor(${value})`, "number"],
  "Math.ceil": [(_, [value]) => `$ceil(${value})`, "number"],
  "Math.abs": [(_, [value]) => `$abs(${value})`, "number"],
  "Math.max": [(_, values) => `$max([${values.join(", ")}])`, "number"],
  "Math.min": [(_, values) => `$min([${values.join(", ")}])`, "number"],
  "Math.random": [() => "$random()", "number"],
  "JSON.stringify": [(_, [value]) => aText(value!), "text"],
  "Object.keys": [(_, [value]) => `[$keys(${value})]`, "list"],
  "Object.values": [(_, [value]) => `[$each(${value}, function($v) { $v })]`, "list"],
  "Object.entries": [(_, [value]) => `[$each(${value}, function($v, $k) { [[$k, $v]] })]`, "list"],
  "Object.assign": [(_, values) => `$merge([${values.join(", ")}])`, "object"],
  "Array.isArray": [(_, [value]) => `(${isOfType(value!, "array")})`, "boolean"],
  "Date.now": [() => "$millis()", "number"],
  Number: [(_, [value]) => `$number(${value})`, "number"],
  parseInt: [(_, [value]) => `$floor($number(${value}))`, "number"],
  parseFloat: [(_, [value]) => `$number(${value})`, "number"],
  String: [(_, [value]) => aText(value!), "text"],
  encodeURIComponent: [(_, [value]) => `$encodeUrlComponent(${value})`, "text"],
  count: [(_, [value]) => `$count(${value})`, "number"],
  sum: [(_, [value]) => `$sum(${value})`, "number"],
  contains: [(_, [text, part]) => `$contains(${text}, ${part})`, "boolean"],
  now: [() => "$now()", "text"],
};

const DOUBTFUL_FUNCTIONS: ReadonlySet<string> = new Set(["parseInt", "parseFloat"]);

const typed = (code: string, is: ValueType | undefined): Value => ({ code, ...(is === undefined ? {} : { is }) });
const codesOf = (values: readonly Value[]): readonly string[] => values.map(({ code }) => code);
const own = <T>(table: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;

export function callFunction(name: string, args: readonly Value[], { doubt }: ScriptNames): Value {
  if (name === "Boolean" && args[0] !== undefined) return { code: truthOf(args[0]), is: "boolean" };
  const found = own(FUNCTIONS, name);
  if (found === undefined) throw refuse(`${name}(…)`);
  if (DOUBTFUL_FUNCTIONS.has(name)) doubt?.(`${name}()`);
  return typed(found[0]("", codesOf(args), args), found[1]);
}

export function callMethod(of: Value, name: string, args: readonly Value[], names: ScriptNames): Value {
  const known = of.member?.(`${name}()`) ?? functionOf(of, name, args, names);
  if (known !== undefined) return known;
  const dated = dateMethod(of, name, args, names);
  if (dated !== undefined) return dated;
  const matched = patternMethod(of, name, args);
  if (matched !== undefined) return matched;
  const found = own(METHODS, name);
  if (found === undefined) throw refuse(`.${name}()`);
  if (DOUBTFUL.has(name) && !(name === "sort" && args.length === 1)) names.doubt?.(`.${name}()`);
  return typed(found[0](of.code, codesOf(args), args), found[1]);
}

/** `DateTime` of Luxon: what it reads and writes is in the time zone of its place, except in UTC. */
function dateOf(name: string, [given]: readonly Value[], { onLocalDate }: ScriptNames): Value | undefined {
  if (!["now", "utc", "fromISO", "fromMillis", "fromJSDate"].includes(name)) return undefined;
  if (name !== "utc") onLocalDate?.();
  return given === undefined ? isoDate("$now()") : momentOf(name === "fromMillis" ? { ...given, is: "number" } : given);
}

function functionOf({ code }: Value, name: string, args: readonly Value[], names: ScriptNames): Value | undefined {
  const { doubt } = names;
  if (code === "DateTime") return dateOf(name, args, names);
  const found = own(FUNCTIONS, `${code}.${name}`);
  if (found === undefined) return undefined;
  if (name === "stringify" && args[0]?.is !== "object" && args[0]?.is !== "list") doubt?.("JSON.stringify() of a text");
  const spaced = name === "stringify" && args.length > 1;
  return typed(spaced ? `$string(${args[0]!.code}, true)` : found[0]("", codesOf(args), args), found[1]);
}

function dateMethod(of: Value, name: string, args: readonly Value[], { doubt }: ScriptNames): Value | undefined {
  if (name === "toFormat" || name === "format")
    return { code: `$fromMillis($toMillis(${of.code}), ${datePicture(args[0]?.literal)})`, is: "text" };
  if (name === "plus" || name === "minus") return isoDate(movedDate(of.code, name, args));
  if (name === "startOf") return isoDate(startOf(of.code, args[0]?.literal));
  if (name !== "setZone" && name !== "toUTC") return undefined;
  if (name === "setZone" && !/^(?:utc|UTC|Etc\/UTC|GMT)$/.test(args[0]?.literal ?? "")) doubt?.(".setZone()");
  return { code: of.code, is: "text" };
}

function patternMethod(of: Value, name: string, args: readonly Value[]): Value | undefined {
  const [first] = args;
  if (of.isPattern === true && name === "test" && first) return { code: `$contains(${first.code}, ${of.code})`, is: "boolean" };
  if (first?.isPattern !== true) return undefined;
  if (name === "match") return { code: matched(of.code, first) };
  if (name !== "replace" || first.isGlobal !== true) return undefined;
  return { code: `$replace(${[of, ...args].map(({ code }) => code).join(", ")})`, is: "text" };
}

/** All matches of a global pattern; else the first with its groups, by number. */
const matched = (of: string, { code, isGlobal }: Value): string =>
  isGlobal === true ? `($match(${of}, ${code}).match)` : `($match(${of}, ${code})[0].$append([match], groups))`;
