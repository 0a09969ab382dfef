import type { Value } from "../script/script-value.ts";

/**
 * What goes along the lines of a workflow. n8n hands on lists of items, and a node does its work for each of them. Where it is
 * certain that there is exactly one item, as after a webhook, the flow is drawn for that one; everywhere else for the list.
 */
export interface Stream {
  /** JSONata of the item's data, or of the list of the data of all items. */
  readonly code: string;
  readonly isList: boolean;
  /** Branches on the way here, with the way that was taken: streams that differ in one never come together. */
  readonly guards: ReadonlyMap<string, string>;
  /** The container that the stream is in. */
  readonly parent: string | undefined;
  /** Lists of other nodes whose entries belong to the entries of this one, by the name of the node. */
  readonly pairs: ReadonlyMap<string, string>;
  /** How members of an item are looked up where only some of them are known here. */
  readonly member?: Value["member"];
  /** It comes in several goes, each of which n8n works on by itself. */
  readonly comesInGoes?: true;
}

export const NOTHING_YET: Pick<Stream, "guards" | "pairs"> = { guards: new Map(), pairs: new Map() };

/** The items of a stream as a list. */
export const listCode = ({ code, isList }: Stream): string => (isList ? code : `[${code}]`);

/** Its first item. */
export const firstCode = ({ code, isList }: Stream): string => (isList ? `${code}[0]` : code);

/** Whether of two streams only one can come. */
export const excludeEachOther = (left: Stream, right: Stream): boolean =>
  [...left.guards].some(([branch, way]) => (right.guards.get(branch) ?? way) !== way);

/** One of several streams that exclude each other: the first that is there. */
export function eitherOf(streams: readonly Stream[]): Stream {
  const [first] = streams as readonly [Stream];
  const codes = [...new Set(streams.map(({ code }) => code))];
  const isList = streams.some((stream) => stream.isList);
  const ways = isList ? [...new Set(streams.map(listCode))] : codes;
  const shared = [...first.guards].filter(([branch, way]) => streams.every(({ guards }) => guards.get(branch) === way));
  return {
    ...first,
    isList,
    code: ways.reduceRight((rest, way) => `(${there(way)} ? ${way} : ${rest})`),
    guards: new Map(shared),
    pairs: new Map([...first.pairs].filter(([node, code]) => streams.every(({ pairs }) => pairs.get(node) === code))),
  };
}

const there = (way: string): string => `$exists(${/^\[(.+)\]$/s.exec(way)?.[1] ?? way})`;
