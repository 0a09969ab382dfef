import { canonicalJson } from "../../core/flow/canonical-hash.ts";
import type { BundledMapping } from "../../core/expression/mappings/mapping-bundle.ts";
import { findWithInner, mappingsUsedBy } from "../../core/mapping/reusable/bundle-mappings.ts";
import { compareVersions, inferredOutputSchema } from "../../core/mapping/reusable/compatibility.ts";
import type { MappingCheck, PublishMapping, PublishMappingResult } from "../../runtime/mapping-library.ts";
import type { Prisma } from "../../../generated/prisma/client.ts";
import { storableText } from "../columns.ts";
import type { PrismaClient } from "../prisma-client.ts";
import { checkMappingVersion } from "./check-mapping-version.ts";
import { asBundled, findMappings, type Reader } from "./mapping-rows.ts";

type Proposed = Omit<PublishMapping, "by">;

const asMapping = ({ expression, input, output }: Proposed): BundledMapping =>
  ({ expression, ...(input && { input }), ...(output && { output }) }) as BundledMapping;

export async function checkMapping(reader: Reader, request: Proposed): Promise<MappingCheck> {
  const { orgId, name } = request;
  const mapping = asMapping(request);
  const find = (keys: readonly string[]) => findMappings(reader, orgId, keys);
  const { problem, bundle } = await checkMappingVersion(name, mapping, find);
  if (problem) return { problems: [problem] };
  const newest = await newestVersion(reader, orgId, name);
  const result = request.output ?? inferredOutputSchema(mapping, bundle);
  if (!newest) return { problems: [], result };
  const before = asBundled(newest);
  const both = await findWithInner(mappingsUsedBy(before.expression), find, bundle);
  return { problems: [], result, compatibility: compareVersions(before, mapping, both) };
}

/** The mapping's row is locked, so that versions are numbered one after the other. A refusal leaves nothing behind. */
export async function publishMapping(prisma: PrismaClient, request: PublishMapping): Promise<PublishMappingResult> {
  const { problems, compatibility } = await checkMapping(prisma, request);
  if (problems.length > 0) return { ok: false, reason: "problems", problems };
  try {
    const version = await prisma.$transaction((tx) => addVersion(tx, request));
    return { ok: true, version, ...(compatibility ? { compatibility } : {}) };
  } catch (error) {
    if (error instanceof Refused) return error.result;
    throw error;
  }
}

/** Ends the transaction of a publication that may not be. */
class Refused extends Error {
  readonly result: Extract<PublishMappingResult, { readonly ok: false }>;
  constructor(result: Extract<PublishMappingResult, { readonly ok: false }>) {
    super("The version was not published.");
    this.result = result;
  }
}

async function addVersion(tx: Prisma.TransactionClient, request: PublishMapping): Promise<number> {
  const { orgId, name, after, description } = request;
  const [mapping] = await tx.$queryRaw<{ id: string }[]>`
    insert into reusable_mapping (org_id, name) values (${orgId}::uuid, ${name})
    on conflict (org_id, name) do update set name = excluded.name returning id`;
  const mappingId = mapping!.id;
  const newest = await newestVersion(tx, orgId, name);
  if ((newest?.number ?? 0) !== after) throw new Refused({ ok: false, reason: "stale", newest: newest?.number ?? 0 });
  if (newest && isSame(asBundled(newest), asMapping(request))) throw new Refused({ ok: false, reason: "nothing" });
  if (description !== undefined) {
    await tx.reusableMapping.update({ where: { id: mappingId }, data: { description: storableText(description) } });
  }
  await tx.reusableMappingVersion.create({ data: { mappingId, number: after + 1, ...columnsOf(request) } });
  return after + 1;
}

function columnsOf({ orgId, expression, input, output, note, by }: PublishMapping) {
  return {
    orgId,
    expression: storableText(expression),
    ...(input && { input }),
    ...(output && { output }),
    ...(note === undefined ? {} : { note: storableText(note) }),
    author: by.name,
    ...(by.userId === undefined ? {} : { authorId: by.userId }),
  };
}

const newestVersion = (reader: Reader, orgId: string, name: string) =>
  reader.reusableMappingVersion.findFirst({ where: { orgId, mapping: { orgId, name } }, orderBy: { number: "desc" } });

const isSame = (left: BundledMapping, right: BundledMapping): boolean => canonicalJson(left) === canonicalJson(right);
