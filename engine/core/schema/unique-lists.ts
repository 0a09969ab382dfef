import { isJsonArray, isJsonObject, type JsonValue } from "../json.ts";
import { BudgetSpent } from "./check-budget.ts";

/**
 * `uniqueItems`: the validator compares each item of a list with each other one, which for 20,000 of them takes seconds that
 * nothing can interrupt. So where a value has a long list, it is looked through once. Where no list repeats an item, the
 * keyword has nothing to say and is left out; otherwise the validator is given lists that refuse to be read so often.
 */
const LONG = 1_000;
const MOST_READS = 4_000_000;

export function hasLongList(value: JsonValue): boolean {
  if (isJsonArray(value)) return value.length > LONG || value.some(hasLongList);
  return isJsonObject(value) && Object.values(value).some((member) => member !== undefined && hasLongList(member));
}

export function repeatsItems(value: JsonValue): boolean {
  let isRepeated = false;
  const write = (part: JsonValue): string => {
    if (isJsonArray(part)) {
      const items = part.map(write);
      isRepeated ||= new Set(items).size < items.length;
      return `[${items.join()}]`;
    }
    if (!isJsonObject(part)) return JSON.stringify(part);
    const keys = Object.keys(part).toSorted();
    return `{${keys.map((key) => `${JSON.stringify(key)}:${write(part[key] ?? null)}`).join()}}`;
  };
  write(value);
  return isRepeated;
}

/** A copy whose long lists count how often an item of them is read. */
export function withCountedLists(value: JsonValue): JsonValue {
  let readsLeft = MOST_READS;
  const counter: ProxyHandler<JsonValue[]> = {
    get(list, key) {
      if (--readsLeft < 0) throw new BudgetSpent("its lists are too long to look for repeated items");
      return Reflect.get(list, key) as unknown;
    },
  };
  const copy = (part: JsonValue): JsonValue => {
    if (isJsonArray(part)) {
      const items = part.map(copy);
      return items.length > LONG ? new Proxy(items, counter) : items;
    }
    if (!isJsonObject(part)) return part;
    return Object.fromEntries(Object.entries(part).map(([key, member]) => [key, member === undefined ? member : copy(member)]));
  };
  return copy(value);
}
