import type { MappingBundle } from "../../core/expression/mappings/mapping-bundle.ts";
import { findBundled, mappingKey, readMappingKey } from "../../core/expression/mappings/mapping-bundle.ts";
import type { FlowDocument } from "../../core/flow/flow-document.ts";
import { compareVersions } from "../../core/mapping/reusable/compatibility.ts";
import { usesInFlow, withMappings } from "../../core/mapping/reusable/bundle-mappings.ts";
import type { NodeDefinitions } from "../../core/node-definition.ts";
import type { MappingUser } from "../../runtime/mapping-library.ts";
import type { PrismaClient } from "../prisma-client.ts";

interface FlowText {
  readonly flowId: string;
  readonly flowName: string;
  readonly where: "live" | "draft";
  readonly document: string;
}

/** Flows that use mappings at all: live versions bring them along, and a draft names them. */
const readFlows = (prisma: PrismaClient, orgId: string) => prisma.$queryRaw<FlowText[]>`
  select f.slug as "flowId", f.name as "flowName", 'live' as "where", v.document::text as document
  from flow f join flow_version v on v.id = f.active_version_id
  where f.org_id = ${orgId}::uuid and readable_json(v.document) -> 'mappings' is not null
  union all
  select f.slug, f.name, 'live', v.document::text
  from flow_live l join flow f on f.id = l.flow_id join flow_version v on v.id = l.version_id
  where l.org_id = ${orgId}::uuid and readable_json(v.document) -> 'mappings' is not null
  union all
  select f.slug, f.name, 'draft', d.document::text
  from flow f join flow_draft d on d.flow_id = f.id
  where f.org_id = ${orgId}::uuid and strpos(d.document::text, 'useMapping') > 0
  order by 1, 3 desc`;

export interface UseOfName extends Omit<MappingUser, "upgrade"> {
  readonly name: string;
}

/** Every use of every mapping, once: a draft that uses what is live already, in the same nodes, says nothing new. */
export async function listUses(
  prisma: PrismaClient,
  orgId: string,
  definitions: NodeDefinitions,
  library: MappingBundle,
): Promise<readonly UseOfName[]> {
  const uses = (await readFlows(prisma, orgId)).flatMap((flow) => usesOf(flow, definitions, library));
  const seen = new Set<string>();
  return uses.filter((use) => {
    const isNew = !seen.has(placeOf(use));
    seen.add(placeOf(use));
    return isNew;
  });
}

const placeOf = ({ flowId, name, version, nodes }: UseOfName): string =>
  JSON.stringify([flowId, name, version, nodes.map(({ nodeId }) => nodeId)]);

function usesOf(flow: FlowText, definitions: NodeDefinitions, library: MappingBundle): readonly UseOfName[] {
  const document = withMappings(JSON.parse(flow.document) as FlowDocument, definitions, library);
  const direct = usesInFlow(document, definitions);
  const keys = new Set([...direct.map(({ key }) => key), ...Object.keys(document.mappings ?? {})]);
  const { flowId, flowName, where } = flow;
  return [...keys].flatMap((key) => {
    const ref = readMappingKey(key);
    if (ref === undefined) return [];
    const nodes = direct.filter((use) => use.key === key).map(({ node }) => ({ nodeId: node.id, name: node.name ?? node.id }));
    return [{ ...ref, flowId, flowName, where, nodes }];
  });
}

/** With what taking the newest version instead would mean. */
export function withUpgrade(use: UseOfName, newest: number, library: MappingBundle): MappingUser {
  const { name, ...user } = use;
  const now = findBundled(library, mappingKey({ name, version: user.version }));
  const next = findBundled(library, mappingKey({ name, version: newest }));
  if (user.version === newest || now === undefined || next === undefined) return user;
  return { ...user, upgrade: compareVersions(now, next, library) };
}
