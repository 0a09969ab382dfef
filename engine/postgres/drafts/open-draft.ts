import type { DraftSummary, LiveVersion, OpenedDraft, VersionChange, VersionSummary } from "../../runtime/drafts.ts";
import type { PrismaClient } from "../prisma-client.ts";
import { storedJson } from "../stored-json.ts";
import { catchUpWithLive } from "./catch-up.ts";
import { baseDraft, lockFlow, readFlowRow, versionAsDraft, type FlowRow, type Tx } from "./draft-rows.ts";

export async function openDraft(prisma: PrismaClient, orgId: string, flowId: string): Promise<OpenedDraft | undefined> {
  const flow = await readFlowRow(prisma, orgId, flowId);
  if (!flow) return undefined;
  if (flow.draft && flow.draft.baseVersionId !== flow.leadingVersionId)
    return prisma.$transaction((tx) => openBehind(tx, orgId, flowId));
  const draft = flow.draft?.draft ?? (await baseDraft(prisma, flow, flow.leadingVersionId));
  return { flowId, draft, revision: flow.draft?.revision ?? 0, ...(await liveOf(prisma, flow)) };
}

/** A draft that has fallen behind what was deployed is brought up before it is shown. */
async function openBehind(tx: Tx, orgId: string, flowId: string): Promise<OpenedDraft | undefined> {
  const flow = await lockFlow(tx, orgId, flowId);
  if (!flow?.draft) return undefined;
  const { draft, revision } = await catchUpWithLive(tx, flow, flow.draft);
  return { flowId, draft, revision, ...(await liveOf(tx, flow)) };
}

async function liveOf(tx: Tx, flow: FlowRow): Promise<{ live?: LiveVersion }> {
  const live = await readLive(tx, flow);
  return live ? { live } : {};
}

export async function readLive(tx: Tx, { leadingVersionId, leadingNumber }: FlowRow): Promise<LiveVersion | undefined> {
  if (leadingVersionId === null || leadingNumber === null) return undefined;
  const { document, layout } = await versionAsDraft(tx, leadingVersionId);
  return { number: leadingNumber, document, layout };
}

interface SummaryRow {
  readonly slug: string;
  readonly name: string;
  readonly is_published: boolean;
  readonly changes: number;
  readonly authors: readonly string[];
  readonly updated_at: Date;
}

export async function listDrafts(prisma: PrismaClient, orgId: string): Promise<readonly DraftSummary[]> {
  const rows = await prisma.$queryRaw<SummaryRow[]>`
    select f.slug, f.name, coalesce(f.leading_version_id, f.active_version_id) is not null as is_published, count(e.revision)::int as changes,
      coalesce(array_agg(distinct e.author) filter (where e.author is not null), '{}') as authors, d.updated_at
    from flow_draft d join flow f on f.id = d.flow_id
      left join flow_draft_edit e on e.flow_id = d.flow_id and not e.is_settled and e.operations::text <> '[]'
    where d.org_id = ${orgId}::uuid
    group by f.id, d.flow_id having coalesce(f.leading_version_id, f.active_version_id) is null or count(e.revision) > 0
    order by d.updated_at desc`;
  return rows.map(({ slug, name, is_published: isPublished, changes, authors, updated_at: updatedAt }) => ({
    ...{ flowId: slug, name, isPublished, changes, authors },
    updatedAt: updatedAt.toISOString(),
  }));
}

export async function listVersions(prisma: PrismaClient, orgId: string, slug: string): Promise<readonly VersionSummary[]> {
  const flow = await prisma.flow.findUnique({
    where: { orgId_slug: { orgId, slug } },
    select: { id: true, activeVersionId: true },
  });
  if (!flow) return [];
  const versions = await prisma.flowVersion.findMany({
    where: { flowId: flow.id },
    orderBy: { number: "desc" },
    omit: { document: true, source: true, layout: true },
  });
  const returns = await returnsOf(prisma, flow.id);
  return versions.map(({ id, number, contentHash, deployedBy, createdAt, note, changes }) => ({
    ...{ number, contentHash, deployedBy, isLive: id === flow.activeVersionId, deployedAt: createdAt.toISOString() },
    ...(note === null ? {} : { note }),
    ...returns.get(number),
    ...(changes === null ? {} : { changes: storedJson<readonly VersionChange[]>(changes) }),
  }));
}

/** The last time somebody went back to each version. */
async function returnsOf(prisma: PrismaClient, flowId: string): Promise<ReadonlyMap<number, Pick<VersionSummary, "returned">>> {
  const back = await prisma.$queryRaw<{ version: number; at: Date; by: string; reason: string }[]>`
    select distinct on (version) version, at, by, reason from flow_activation
    where flow_id = ${flowId}::uuid and is_return order by version, id desc`;
  return new Map(back.map(({ version, at, by, reason }) => [version, { returned: { at: at.toISOString(), by, reason } }]));
}
