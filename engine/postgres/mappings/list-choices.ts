import { BoundedCache } from "../../core/expression/bounded-cache.ts";
import { mappingKey } from "../../core/expression/mappings/mapping-bundle.ts";
import { mappingSignature, type MappingSignature } from "../../core/mapping/reusable/mapping-signature.ts";
import type { MappingChoice } from "../../runtime/mapping-library.ts";
import type { PrismaClient } from "../prisma-client.ts";
import { allMappings } from "./mapping-rows.ts";

/** Older versions of a mapping are still used, and seldom chosen. */
const MOST_VERSIONS = 20;

/** What expressions can name, the newest version of each mapping first. */
export async function listChoices(prisma: PrismaClient, orgId: string): Promise<readonly MappingChoice[]> {
  const rows = await prisma.reusableMapping.findMany({
    where: { orgId, versions: { some: {} } },
    select: {
      id: true,
      name: true,
      description: true,
      versions: { orderBy: { number: "desc" }, take: MOST_VERSIONS, select: { number: true } },
    },
    orderBy: { name: "asc" },
  });
  const wanted = rows.flatMap(({ id, name, description, versions }) =>
    versions.map(({ number }, age) => ({ id: `${id}@${number}`, age, key: mappingKey({ name, version: number }), description })),
  );
  const signatures = await signaturesOf(prisma, orgId, wanted);
  return wanted
    .toSorted((left, right) => Math.sign(left.age) - Math.sign(right.age))
    .map(({ id, key, description }) => ({ key, ...(description ? { description } : {}), ...signatures.get(id)! }));
}

/** A version never changes, nor do those that it uses: what it takes and gives is worked out once. */
const known = new BoundedCache<MappingSignature>(5_000);

async function signaturesOf(
  prisma: PrismaClient,
  orgId: string,
  wanted: readonly { readonly id: string; readonly key: string }[],
): Promise<ReadonlyMap<string, MappingSignature>> {
  const isNew = wanted.some(({ id }) => !known.has(id));
  const library = isNew ? await allMappings(prisma, orgId) : {};
  return new Map(wanted.map(({ id, key }) => [id, known.getOrMake(id, () => mappingSignature(library[key]!, library))]));
}
