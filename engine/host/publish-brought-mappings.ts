import type { MappingBundle } from "../core/expression/mappings/mapping-bundle.ts";
import { readMappingKey } from "../core/expression/mappings/mapping-bundle.ts";
import type { MappingLibrary } from "../runtime/mapping-library.ts";

interface Publishing {
  readonly library: Pick<MappingLibrary, "get" | "publish">;
  readonly orgId: string;
  readonly by: string;
}

/**
 * Puts mappings that a flow brings along into the library, where they are the next version there, so that other flows can use
 * them. What the library has already stays as it is. Answers what was published, by `name@version`.
 */
export async function publishBroughtMappings(
  { library, orgId, by }: Publishing,
  brought: MappingBundle,
): Promise<readonly string[]> {
  const published: string[] = [];
  let left = Object.keys(brought);
  for (let before = left.length + 1; left.length < before;) {
    before = left.length;
    const waiting: string[] = [];
    // One that uses another is refused until the other is there, so it is asked again.
    for (const key of left) {
      const answer = await publishOne({ library, orgId, by }, brought, key);
      if (answer === "published") published.push(key);
      if (answer === "refused") waiting.push(key);
    }
    left = waiting;
  }
  return published;
}

async function publishOne(
  { library, orgId, by }: Publishing,
  brought: MappingBundle,
  key: string,
): Promise<"published" | "refused" | "known"> {
  const { name, version } = readMappingKey(key)!;
  const { expression, input, output } = brought[key]!;
  const after = (await library.get(orgId, name))?.versions[0]?.version ?? 0;
  if (after >= version) return "known";
  if (after + 1 !== version) return "refused";
  const schemas = { ...(input && { input }), ...(output && { output }) };
  const { ok } = await library.publish({ orgId, name, expression, after, ...schemas, by: { name: by } });
  return ok ? "published" : "refused";
}
