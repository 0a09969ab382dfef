import { refuse } from "../script/script-tokens.ts";
import { isoDate } from "../script/script-dates.ts";
import { entryAt, type ScriptNames, type Value } from "../script/script-value.ts";
import type { Stream } from "./n8n-stream.ts";

/** Where an expression of n8n stands. */
export interface ItemPlace {
  readonly input: Stream;
  /** JSONata of the item in hand, and of its number. */
  readonly item: string;
  readonly index: string;
  /** What the first output of a node of the workflow gives, if it can be read here. */
  streamOf(node: string): Stream | undefined;
  readonly workflowName: string;
  readonly timeZone: string | undefined;
  doubt(what: string): void;
  /** Told when the whole of an item is read of which only some members are known. */
  takesWhole(): void;
}

/** What the names in an expression of n8n mean for one item. */
export function namesFor(place: ItemPlace): ScriptNames {
  const { input, item, index, workflowName, timeZone } = place;
  const isUtc = timeZone !== undefined && /^(?:Etc\/)?(?:UTC|GMT)$/.test(timeZone);
  const here = itemValue(item, input.member, place.takesWhole);
  const zoned = (code: string): Value => {
    if (!isUtc) place.doubt("A date is in UTC here, and was in the time zone of n8n.");
    return isoDate(code);
  };
  const known: Readonly<Record<string, () => Value>> = {
    $json: () => here,
    $input: () => referenceTo(input, here, "$input", place),
    $now: () => zoned("$now()"),
    $today: () => zoned('($substring($now(), 0, 10) & "T00:00:00.000Z")'),
    $itemIndex: () => ({ code: index, is: "number" }),
    $execution: () => only({ id: { code: "run.id", is: "text" } }, "$execution"),
    $workflow: () => only({ name: { code: JSON.stringify(workflowName), is: "text" } }, "$workflow"),
    items: () => allOf(input, place),
  };
  return {
    name: (name) => (Object.hasOwn(known, name) ? known[name]!() : undefined),
    call: (kind, node) => {
      const stream = place.streamOf(node);
      if (stream === undefined) throw refuse(`$("${node}")`);
      return kind === "$items"
        ? allOf(stream, place)
        : referenceTo(stream, pairedWith(place, node, stream), `$("${node}")`, place);
    },
    doubt: (what) => place.doubt(`${what} is only nearly the same here.`),
    ...(isUtc ? {} : { onLocalDate: () => place.doubt("A date is in UTC here, and was in the time zone of n8n.") }),
  };
}

/** An item. Of one whose members are not all known, reading the whole is told. */
function itemValue(code: string, member: Value["member"], takesWhole: () => void): Value {
  if (member === undefined) return { code };
  return {
    get code(): string {
      takesWhole();
      return code;
    },
    member,
  };
}

/** The item of another node that belongs to the one in hand. */
function pairedWith({ input, index, takesWhole }: ItemPlace, node: string, stream: Stream): Value | undefined {
  if (!stream.isList) return itemValue(stream.code, stream.member, takesWhole);
  const list = input.pairs.get(node);
  return list === undefined ? undefined : itemValue(entryAt(list, index), stream.member, takesWhole);
}

/** `$input`, `$("Name")`: `.item.json`, `.first().json`, `.last().json`, `.all()` and `.json`. */
function referenceTo(stream: Stream, item: Value | undefined, label: string, place: ItemPlace): Value {
  const wrapped = (json: Value | undefined): Value =>
    only(json === undefined ? {} : { json }, `${label}.item, which item of several belongs to this one,`);
  const picked = (at: string): Value =>
    wrapped(itemValue(stream.isList ? `${stream.code}[${at}]` : stream.code, stream.member, place.takesWhole));
  const members: Readonly<Record<string, () => Value>> = {
    item: () => wrapped(item),
    json: () => wrapped(item).member!("json")!,
    "first()": () => picked("0"),
    "last()": () => picked("-1"),
    "all()": () => allOf(stream, place),
  };
  return {
    code: stream.code,
    member: (name) => {
      if (!Object.hasOwn(members, name)) throw refuse(`${label}.${name}`);
      return members[name]!();
    },
  };
}

/** All items: their members are those of n8n, their code is that of the bare data. */
function allOf({ code, isList, member }: Stream, { takesWhole }: ItemPlace): Value {
  const each = (name: string, entry: string): Value => {
    if (name !== "json") throw refuse(`.${name} of an item`);
    return itemValue(entry, member, takesWhole);
  };
  return { code: isList ? code : `[${code}]`, is: "list", each };
}

/** Something of which only some members are known. */
function only(members: Readonly<Record<string, Value>>, label: string): Value {
  return {
    code: "null",
    member: (name) => {
      if (!Object.hasOwn(members, name)) throw refuse(`${label} ${name}`);
      return members[name];
    },
  };
}
