import { anyFieldType, asArray, flatItems, isSingle } from "./read-type.ts";
import {
  ANY_OBJECT,
  arrayOf,
  BOOLEAN,
  join,
  mayBeNothing,
  membersOf,
  NOTHING,
  NUMBER,
  optional,
  sequenceOf,
  STRING,
  UNKNOWN,
  withoutNothing,
  type ObjectType,
  type Type,
} from "./type.ts";

/** What a built-in function takes and gives. */
export interface BuiltInType {
  /** As JSONata writes it: `s` text, `n` number, `b` boolean, `a` array, `o` object, `f` function, `x` and `j` anything. */
  readonly parameters: string;
  readonly result: (given: readonly Type[]) => Type;
}

/** Nothing in, nothing out. */
const passesNothing =
  (type: Type) =>
  ([first = UNKNOWN]: readonly Type[]): Type =>
    mayBeNothing(first) ? optional(type) : type;

const of = (parameters: string, type: Type): BuiltInType => ({ parameters, result: passesNothing(type) });
const always = (parameters: string, type: Type): BuiltInType => ({ parameters, result: () => type });

/** What a value gives when it is called; anything, where it is not known what it is. */
export const callType = (callee: Type | undefined, given: readonly Type[]): Type =>
  join(membersOf(callee ?? UNKNOWN).map((member) => (member.kind === "function" ? (member.call?.(given) ?? UNKNOWN) : UNKNOWN)));

const itemOf = (list: Type | undefined): Type => flatItems(list ?? UNKNOWN);

const TEXT_TO_TEXT = ["lowercase", "uppercase", "trim", "base64encode", "base64decode"].concat([
  "encodeUrlComponent",
  "encodeUrl",
  "decodeUrlComponent",
  "decodeUrl",
]);
const NUMBER_TO_NUMBER = ["floor", "ceil", "abs", "sqrt"];

const MATCH: ObjectType = {
  kind: "object",
  fields: new Map<string, Type>([
    ["match", STRING],
    ["index", NUMBER],
    ["groups", arrayOf(join([STRING, { kind: "null" }]))],
  ]),
  rest: NOTHING,
};

const BUILT_INS: ReadonlyMap<string, BuiltInType> = new Map(
  Object.entries<BuiltInType>({
    ...Object.fromEntries(TEXT_TO_TEXT.map((name) => [name, of("s", STRING)])),
    ...Object.fromEntries(NUMBER_TO_NUMBER.map((name) => [name, of("n", NUMBER)])),
    sum: of("a<n>", NUMBER),
    count: always("a", NUMBER),
    max: { parameters: "a<n>", result: () => optional(NUMBER) },
    min: { parameters: "a<n>", result: () => optional(NUMBER) },
    average: { parameters: "a<n>", result: () => optional(NUMBER) },
    string: of("xb", STRING),
    substring: of("snn", STRING),
    substringBefore: of("ss", STRING),
    substringAfter: of("ss", STRING),
    length: of("s", NUMBER),
    pad: of("sns", STRING),
    match: { parameters: "sfn", result: () => optional(sequenceOf(MATCH)) },
    contains: always("sx", optional(BOOLEAN)),
    replace: of("sxxn", STRING),
    split: of("sxn", arrayOf(STRING)),
    join: of("a<s>s", STRING),
    formatNumber: of("nso", STRING),
    formatBase: of("nn", STRING),
    formatInteger: of("ns", STRING),
    parseInteger: of("ss", NUMBER),
    number: of("x", NUMBER),
    round: of("nn", NUMBER),
    power: of("nn", NUMBER),
    random: always("", NUMBER),
    boolean: of("x", BOOLEAN),
    not: of("x", BOOLEAN),
    exists: always("x", BOOLEAN),
    type: of("x", STRING),
    now: always("ss", STRING),
    millis: always("", NUMBER),
    toMillis: of("ss", NUMBER),
    fromMillis: of("nss", STRING),
    keys: { parameters: "x", result: () => optional(sequenceOf(STRING)) },
    error: always("s", NOTHING),
    assert: always("bs", NOTHING),
    eval: always("sx", UNKNOWN),
    lookup: { parameters: "xs", result: ([first = UNKNOWN]) => join([anyFieldType(first), UNKNOWN]) },
    spread: always("x", UNKNOWN),
    clone: { parameters: "x", result: ([first = UNKNOWN]) => first },
    zip: always("a", arrayOf(arrayOf(UNKNOWN))),
    append: { parameters: "xx", result: appended },
    reverse: { parameters: "a", result: listed },
    shuffle: { parameters: "a", result: listed },
    sort: { parameters: "af", result: sorted },
    distinct: {
      parameters: "x",
      result: ([first = UNKNOWN]) => (isSingle(first) ? first : join([first, optional(sequenceOf(itemOf(first)))])),
    },
    merge: { parameters: "a", result: merged },
    map: {
      parameters: "af",
      result: ([list, callee]) => optional(sequenceOf(callType(callee, [itemOf(list), NUMBER, asArray(list ?? UNKNOWN)]))),
    },
    filter: {
      parameters: "af",
      result: ([list, callee]) => {
        callType(callee, [itemOf(list), NUMBER, asArray(list ?? UNKNOWN)]);
        return optional(sequenceOf(itemOf(list)));
      },
    },
    single: {
      parameters: "af",
      result: ([list, callee]) => {
        if (callee) callType(callee, [itemOf(list), NUMBER, asArray(list ?? UNKNOWN)]);
        return optional(itemOf(list));
      },
    },
    reduce: {
      parameters: "afj",
      result: ([list, callee, first = NOTHING]) =>
        join([optional(itemOf(list)), first, callType(callee, [UNKNOWN, itemOf(list), NUMBER, asArray(list ?? UNKNOWN)])]),
    },
    each: {
      parameters: "of",
      result: ([object, callee]) => optional(sequenceOf(callType(callee, [memberOf(object), STRING, object ?? UNKNOWN]))),
    },
    sift: {
      parameters: "of",
      result: ([object, callee]) => {
        callType(callee, [memberOf(object), STRING, object ?? UNKNOWN]);
        return optional(ANY_OBJECT);
      },
    },
  }),
);

/** Of every function that JSONata has, but those that it makes anew for each evaluation. */
export const builtInNames = (): readonly string[] => [...BUILT_INS.keys()].filter((name) => name !== "now" && name !== "millis");

export const builtInType = (name: string): BuiltInType | undefined => BUILT_INS.get(name);

function memberOf(object: Type | undefined): Type {
  return join(
    membersOf(object ?? UNKNOWN).map((member) =>
      member.kind === "object" ? join([...member.fields.values(), member.rest]) : UNKNOWN,
    ),
  );
}

function listed([list = UNKNOWN]: readonly Type[]): Type {
  return passesNothing(asArray(list))([list]);
}

function sorted([list = UNKNOWN, callee]: readonly Type[]): Type {
  if (callee) callType(callee, [itemOf(list), itemOf(list)]);
  return listed([list]);
}

function appended([first = UNKNOWN, second = UNKNOWN]: readonly Type[]): Type {
  const both = arrayOf(join([flatItems(first), flatItems(second)]));
  return join([both, ...(mayBeNothing(first) ? [second] : []), ...(mayBeNothing(second) ? [first] : [])]);
}

/** Every field of the objects, each of which may be missing where there are several objects or none. */
function merged([list = UNKNOWN]: readonly Type[]): Type {
  const objects = membersOf(itemOf(list)).filter((member) => member.kind === "object");
  if (objects.length < membersOf(itemOf(list)).length) return passesNothing(ANY_OBJECT)([list]);
  const names = new Set(objects.flatMap(({ fields }) => [...fields.keys()]));
  const fields = [...names].map(
    (name) => [name, optional(join(objects.map((object) => withoutNothing(object.fields.get(name) ?? object.rest))))] as const,
  );
  const rest = join(objects.map((object) => object.rest));
  return passesNothing({ kind: "object", fields: new Map(fields), rest })([list]);
}
