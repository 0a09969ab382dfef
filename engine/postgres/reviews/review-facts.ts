import type { FlowDocument } from "../../core/flow/flow-document.ts";
import type { ReviewedConnection, ReviewedSubFlow, ReviewFacts } from "../../core/review/review-bundle.ts";
import type { ConnectionSummary } from "../../runtime/connection-list.ts";
import { newestMappings, type MappingRow } from "../environments/check-needs.ts";
import { liveVersion } from "../environments/live-versions.ts";
import type { Tx } from "../drafts/draft-rows.ts";

export type ListConnections = () => Promise<readonly ConnectionSummary[]>;

interface FactsOf {
  readonly orgId: string;
  readonly environment: string;
  readonly document: FlowDocument;
  /** Of the flow in the environment, at this moment. */
  readonly activeVersionId: string | null;
}

/** What the flow leads to outside of its own document, as it is now. */
export async function readFacts(
  tx: Tx,
  connections: ListConnections,
  { orgId, environment, document, activeVersionId }: FactsOf,
): Promise<ReviewFacts> {
  const live =
    activeVersionId === null
      ? null
      : await tx.flowVersion.findUnique({ where: { id: activeVersionId }, select: { number: true, contentHash: true } });
  return {
    ...(live ? { base: { version: live.number, contentHash: live.contentHash } } : {}),
    subFlows: await readSubFlows(tx, { orgId, environment }, document),
    connections: usedConnections(document, await connections(), await newestMappings(tx, orgId, environment)),
  };
}

async function readSubFlows(
  tx: Tx,
  { orgId, environment }: Pick<FactsOf, "orgId" | "environment">,
  { nodes }: FlowDocument,
): Promise<readonly ReviewedSubFlow[]> {
  const found: ReviewedSubFlow[] = [];
  for (const { id: nodeId, kind, config } of nodes) {
    if (kind !== "subFlow") continue;
    const flowId = String(config?.["flow"]);
    const pinned = typeof config?.["version"] === "number" ? config["version"] : undefined;
    const flow = await tx.flow.findUnique({ where: { orgId_slug: { orgId, slug: flowId } }, select: { id: true } });
    const version =
      flow && pinned !== undefined
        ? await tx.flowVersion.findUnique({ where: { flowId_number: { flowId: flow.id, number: pinned } } })
        : flow && (await liveVersion(tx, { orgId, flowId: flow.id, environment }));
    found.push({
      ...{ nodeId, flowId, isPinned: pinned !== undefined },
      ...(version ? { version: version.number, contentHash: version.contentHash } : {}),
    });
  }
  return found;
}

function usedConnections(
  { nodes }: FlowDocument,
  known: readonly ConnectionSummary[],
  mappings: readonly Pick<MappingRow, "name" | "target">[],
): readonly ReviewedConnection[] {
  const used = Map.groupBy(
    nodes.filter(({ config }) => typeof config?.["connection"] === "string"),
    ({ config }) => String(config?.["connection"]),
  );
  return [...used].map(([name, users]) => {
    const target = mappings.find((mapping) => mapping.name === name)?.target ?? name;
    const leadsTo = known.find((connection) => connection.name === target)?.about;
    return { name, nodeIds: users.map(({ id }) => id), ...(leadsTo === undefined ? {} : { leadsTo }) };
  });
}
