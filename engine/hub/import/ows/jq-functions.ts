import type { Value, ValueType } from "../script/script-value.ts";

type Make = (here: string, args: readonly Value[]) => Value | undefined;

const gives =
  (is: ValueType | undefined, make: (here: string, ...args: readonly string[]) => string): Make =>
  (here, args) => ({ code: make(here, ...args.map(({ code }) => code)), ...(is === undefined ? {} : { is }) });

/** A pattern must be there in the text of the file. */
const pattern =
  (is: ValueType, make: (here: string, regex: string, ...rest: readonly string[]) => string): Make =>
  (here, [regex, ...rest]) => {
    if (regex?.literal === undefined) return undefined;
    return { code: make(here, `/${regex.literal.replaceAll(/(?<!\\)\//g, "\\/")}/`, ...rest.map(({ code }) => code)), is };
  };

const length = (here: string): string =>
  `($type(${here}) = "string" ? $length(${here}) : $type(${here}) = "object" ? $count($keys(${here})) : $type(${here}) = "number" ? $abs(${here}) : ${here} = null ? 0 : $count(${here}))`;

/** Functions of jq that take what is at hand and give one value. */
export const jqFunctions: Readonly<Record<string, Make>> = {
  length: gives("number", length),
  keys: gives("list", (here) => `[$sort([$keys(${here})])]`),
  values: gives("list", (here) => `[$each(${here}, function($v) { $v })]`),
  add: (here) => ({
    code: `(${here} = [] ? null : $reduce(${here}, function($a, $b) { $type($a) = "number" ? $a + $b : $type($a) = "string" ? $a & $b : $type($a) = "array" ? $append($a, $b) : $merge([$a, $b]) }))`,
  }),
  join: gives("text", (here, by) => `$join([$map(${here}, $string)], ${by})`),
  split: gives("list", (here, by) => `$split(${here}, ${by})`),
  ascii_downcase: gives("text", (here) => `$lowercase(${here})`),
  ascii_upcase: gives("text", (here) => `$uppercase(${here})`),
  tostring: gives("text", (here) => `$string(${here})`),
  tojson: gives("text", (here) => `$string(${here})`),
  tonumber: gives("number", (here) => `$number(${here})`),
  floor: gives("number", (here) => `$floor(${here})`),
  ceil: gives("number", (here) => `$ceil(${here})`),
  round: gives("number", (here) => `$floor(${here} + 0.5)`),
  abs: gives("number", (here) => `$abs(${here})`),
  sqrt: gives("number", (here) => `$sqrt(${here})`),
  min: gives(undefined, (here) => `[$sort(${here})][0]`),
  max: gives(undefined, (here) => `[$sort(${here})][-1]`),
  first: gives(undefined, (here) => `${here}[0]`),
  last: gives(undefined, (here) => `${here}[-1]`),
  sort: gives("list", (here) => `[$sort(${here})]`),
  unique: gives("list", (here) => `[$sort([$distinct(${here})])]`),
  reverse: gives("list", (here) => `[$reverse(${here})]`),
  flatten: gives("list", (here) => `$reduce(${here}, function($all, $one) { $append($all, $one) }, [])`),
  to_entries: gives("list", (here) => `[$each(${here}, function($v, $k) { { "key": $k, "value": $v } })]`),
  from_entries: gives("object", (here) => `$merge([$map(${here}, function($e) { { $e.key: $e.value } })])`),
  has: gives("boolean", (here, key) => `($type(${here}) = "object" ? ${key} in $keys(${here}) : ${key} < $count(${here}))`),
  contains: gives(
    "boolean",
    (here, part) =>
      `($type(${here}) = "string" ? $contains(${here}, ${part}) : $count([$filter(${part}, function($v) { $not($v in ${here}) })]) = 0)`,
  ),
  startswith: gives("boolean", (here, part) => `($substring(${here}, 0, $length(${part})) = ${part})`),
  endswith: gives("boolean", (here, part) => `($substring(${here}, -$length(${part})) = ${part})`),
  ltrimstr: gives(
    "text",
    (here, part) => `($substring(${here}, 0, $length(${part})) = ${part} ? $substring(${here}, $length(${part})) : ${here})`,
  ),
  index: gives(undefined, (here, part) => `($contains(${here}, ${part}) ? $length($substringBefore(${here}, ${part})) : null)`),
  type: gives("text", (here) => `($exists(${here}) ? $type(${here}) : "null")`),
  now: gives("number", () => "($millis() / 1000)"),
  todate: gives("text", (here) => `$fromMillis(${here} * 1000, "[Y0001]-[M01]-[D01]T[H01]:[m01]:[s01]Z")`),
  fromdate: gives("number", (here) => `($toMillis(${here}) / 1000)`),
  test: pattern("boolean", (here, regex) => `$contains(${here}, ${regex})`),
  gsub: pattern("text", (here, regex, by) => `$replace(${here}, ${regex}, ${by})`),
  sub: pattern("text", (here, regex, by) => `$replace(${here}, ${regex}, ${by}, 1)`),
};
