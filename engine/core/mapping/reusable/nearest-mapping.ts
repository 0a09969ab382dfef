import { mappingKey, readMappingKey } from "../../expression/mappings/mapping-bundle.ts";
import { nearestName } from "../../flow/nearest-name.ts";

/** What was most likely meant by a name and version that there is not: the newest of that name, or of the name next to it. */
export function nearestMapping(key: string, known: Iterable<string>): string | undefined {
  const wanted = readMappingKey(key)?.name ?? key.split("@", 1)[0]!;
  const newest = newestVersions(known);
  const name = newest.has(wanted) ? wanted : nearestName(wanted, newest.keys());
  return name === undefined ? undefined : mappingKey({ name, version: newest.get(name)! });
}

/** The newest version by name. */
export function newestVersions(known: Iterable<string>): ReadonlyMap<string, number> {
  const newest = new Map<string, number>();
  for (const key of known) {
    const ref = readMappingKey(key);
    if (ref) newest.set(ref.name, Math.max(ref.version, newest.get(ref.name) ?? 0));
  }
  return newest;
}
