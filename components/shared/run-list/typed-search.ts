import type { RunFilter } from "./run-filter.ts";

/** What a text in the search box says: `order:A-17 tag:"to look at" PEN`. */
export interface TypedSearch {
  readonly searchFields: Readonly<Record<string, string>>;
  readonly tags: readonly string[];
  /** What is left, and looked for in ids and keys. */
  readonly text: string;
  /** Names before a colon that no flow declares: their parts are left in the text. */
  readonly unknown: readonly string[];
}

/** The word for tags, unless a flow declares a search field of this name. */
export const TAG = "tag";

const PART = /\S*?"[^"]*"|\S+/g;
const NAMED = /^([A-Za-z][A-Za-z0-9_]{0,39}):(.*)$/s;
const MOST_TAGS = 10;

/** `names`: the search fields that flows declare. A name without a value says nothing yet. */
export function readTypedSearch(text: string, names: readonly string[]): TypedSearch {
  const fields = new Map<string, string>();
  const tags = new Set<string>();
  const rest: string[] = [];
  const unknown = new Set<string>();
  for (const [part] of text.matchAll(PART)) {
    const [, name, given = ""] = NAMED.exec(part) ?? [];
    const value = given.replaceAll('"', "").trim();
    if (name === undefined || (name !== TAG && !names.includes(name))) {
      rest.push(part);
      if (name !== undefined) unknown.add(name);
    } else if (value === "") continue;
    else if (names.includes(name)) fields.set(name, value);
    else tags.add(value);
  }
  return { searchFields: Object.fromEntries(fields), tags: [...tags], text: rest.join(" "), unknown: [...unknown] };
}

/** The filter as if what is typed had been chosen in its menu. Of a name that is both chosen and typed, what is typed counts. */
export function withTypedSearch({ text = "", ...filter }: RunFilter, names: readonly string[]): RunFilter {
  const typed = readTypedSearch(text, names);
  const searchFields = { ...filter.searchFields, ...typed.searchFields };
  const tags = [...new Set([...(filter.tags ?? []), ...typed.tags])].slice(0, MOST_TAGS);
  return {
    ...filter,
    ...(typed.text === "" ? {} : { text: typed.text }),
    ...(Object.keys(searchFields).length === 0 ? {} : { searchFields }),
    ...(tags.length === 0 ? {} : { tags }),
  };
}

/** Why nothing was found by names that nobody declares. */
export function unknownText(unknown: readonly string[]): string {
  const quoted = unknown.map((name) => `“${name}”`).join(", ");
  return `${quoted} ${unknown.length === 1 ? "is no search field" : "are no search fields"}, so it was looked for as text.`;
}

/** Ways to go on with the part that is being typed, each as the whole text: names that begin so, or tags after `tag:`. */
export function suggestSearches(text: string, names: readonly string[], tags: readonly string[]): readonly string[] {
  const typing = /\S*?"[^"]*$|\S+$/.exec(text)?.[0] ?? "";
  if (typing === "") return [];
  const before = text.slice(0, text.length - typing.length);
  const begins = (word: string, beginning: string): boolean => word.toLowerCase().startsWith(beginning.toLowerCase());
  const [, name, value = ""] = NAMED.exec(typing) ?? [];
  if (name === undefined)
    return [...new Set([...names, TAG])].filter((each) => begins(each, typing)).map((each) => `${before}${each}:`);
  if (name !== TAG || names.includes(TAG)) return [];
  const known = tags.filter((tag) => !tag.includes('"') && begins(tag, value.replaceAll('"', "")));
  return known.map((tag) => `${before}${TAG}:${/\s/.test(tag) ? `"${tag}"` : tag}`).filter((each) => each !== text);
}
