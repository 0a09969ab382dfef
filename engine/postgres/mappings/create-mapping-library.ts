import type { MappingBundle } from "../../core/expression/mappings/mapping-bundle.ts";
import { compareVersions, inferredOutputSchema } from "../../core/mapping/reusable/compatibility.ts";
import type { NodeDefinitions } from "../../core/node-definition.ts";
import type { MappingDetail, MappingLibrary, MappingSummary, MappingVersion } from "../../runtime/mapping-library.ts";
import type { PrismaClient } from "../prisma-client.ts";
import { allMappings, asBundled, findMappings } from "./mapping-rows.ts";
import { listChoices } from "./list-choices.ts";
import { listUses, withUpgrade } from "./mapping-users.ts";
import { checkMapping, publishMapping } from "./publish-mapping.ts";

export function createMappingLibrary(prisma: PrismaClient, definitions: NodeDefinitions): Omit<MappingLibrary, "upgrade"> {
  return {
    list: (orgId) => listMappings(prisma, orgId, definitions),
    choices: (orgId) => listChoices(prisma, orgId),
    get: (orgId, name) => getMapping(prisma, { orgId, name, definitions }),
    publish: (request) => publishMapping(prisma, request),
    check: (request) => checkMapping(prisma, request),
    find: (orgId, keys) => findMappings(prisma, orgId, keys),
  };
}

async function listMappings(
  prisma: PrismaClient,
  orgId: string,
  definitions: NodeDefinitions,
): Promise<readonly MappingSummary[]> {
  const rows = await prisma.reusableMapping.findMany({
    where: { orgId, versions: { some: {} } },
    include: { versions: { orderBy: { number: "desc" }, take: 1, select: { number: true, author: true, createdAt: true } } },
    orderBy: { name: "asc" },
  });
  const uses = rows.length === 0 ? [] : await listUses(prisma, orgId, definitions, await allMappings(prisma, orgId));
  return rows.flatMap(({ name, description, versions: [newest] }) => {
    if (newest === undefined) return [];
    const flows = new Set(uses.filter((use) => use.name === name).map(({ flowId }) => flowId)).size;
    const { number: version, author, createdAt } = newest;
    return [{ name, ...described(description), version, author, updatedAt: createdAt.toISOString(), flows }];
  });
}

const described = (description: string | null) => (description === null || description === "" ? {} : { description });

interface Wanted {
  readonly orgId: string;
  readonly name: string;
  readonly definitions: NodeDefinitions;
}

async function getMapping(prisma: PrismaClient, { orgId, name, definitions }: Wanted): Promise<MappingDetail | undefined> {
  const mapping = await prisma.reusableMapping.findUnique({
    where: { orgId_name: { orgId, name } },
    include: { versions: { orderBy: { number: "desc" } } },
  });
  const newest = mapping?.versions[0]?.number;
  if (!mapping || newest === undefined) return undefined;
  const library = await allMappings(prisma, orgId);
  const uses = (await listUses(prisma, orgId, definitions, library)).filter((use) => use.name === name);
  return {
    name,
    ...described(mapping.description),
    versions: mapping.versions.map((row, index) => toVersion(row, mapping.versions[index + 1], library)),
    usedBy: uses.map((use) => withUpgrade(use, newest, library)),
  };
}

type VersionRow = Parameters<typeof asBundled>[0] & {
  readonly number: number;
  readonly note: string | null;
  readonly author: string;
  readonly createdAt: Date;
};

function toVersion(row: VersionRow, before: VersionRow | undefined, library: MappingBundle): MappingVersion {
  const mapping = asBundled(row);
  const { number: version, note, author, createdAt } = row;
  return {
    ...{ version, author, createdAt: createdAt.toISOString(), expression: mapping.expression },
    ...(mapping.input ? { input: mapping.input } : {}),
    ...(mapping.output ? { output: mapping.output } : {}),
    ...(note === null ? {} : { note }),
    result: mapping.output ?? inferredOutputSchema(mapping, library),
    ...(before ? { compatibility: compareVersions(asBundled(before), mapping, library) } : {}),
  };
}
