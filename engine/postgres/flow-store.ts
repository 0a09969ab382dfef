import { randomBytes } from "node:crypto";
import type { FlowDocument } from "../core/flow/flow-document.ts";
import type { FlowLayout } from "../core/flow/layout.ts";
import type { Problem } from "../core/problem.ts";
import type { DraftAuthor, VersionChange } from "../runtime/drafts.ts";
import type { Deployment, DeployResult, FlowDetail, Flows, RetireResult } from "../runtime/engine.ts";
import type { Prisma } from "../../generated/prisma/client.ts";
import type { PrismaClient } from "./prisma-client.ts";
import { syncSubscriptions } from "./event-deliveries.ts";
import { listFlows } from "./flow-list.ts";
import { teachMappings } from "./mapping-pairs.ts";
import { createPublishGate, ReviewMissing, whyNotRetire, type Pass, type PublishGate } from "./reviews/publish-gate.ts";
import { runsInFlight } from "./runs-in-flight.ts";
import { syncSchedules } from "./sync-schedules.ts";

/** The text of a flow, read, validated and compiled; a flow that can be deployed has no errors among its problems. */
export type PrepareFlow = (source: string) => Promise<PreparedFlow>;

export type PreparedFlow =
  | { readonly ok: true; readonly document: FlowDocument; readonly contentHash: string }
  | { readonly ok: false; readonly problems: readonly Problem[] };

export function createFlowStore(
  prisma: PrismaClient,
  prepare: PrepareFlow,
  findWebhook: Flows["findWebhook"],
  gate: PublishGate = createPublishGate(async () => []),
): Flows {
  return {
    list: (orgId) => listFlows(prisma, orgId),
    get: (orgId, flowId, version) => getFlow(prisma, orgId, flowId, version),
    inFlight: (orgId, flowId) => runsInFlight(prisma, orgId, flowId),
    deploy: async (deployment) => {
      const prepared = await prepare(deployment.source);
      if (!prepared.ok) return prepared;
      try {
        const deployed = await prisma.$transaction((tx) => deployFlow(tx, gate, deployment, prepared));
        return { ...deployed, inFlight: await runsInFlight(prisma, deployment.orgId, deployed.flowId) };
      } catch (error) {
        if (error instanceof ReviewMissing) return { ok: false, problems: [error.problem] };
        throw error;
      }
    },
    retire: (orgId, flowId) => prisma.$transaction((tx) => retireFlow(tx, orgId, flowId)),
    findWebhook,
  };
}

async function getFlow(prisma: PrismaClient, orgId: string, slug: string, number?: number): Promise<FlowDetail | undefined> {
  const flow = await prisma.flow.findUnique({ where: { orgId_slug: { orgId, slug } }, include: { webhookEndpoints: true } });
  if (!flow?.activeVersionId) return undefined;
  const version = await prisma.flowVersion.findFirst({
    where: number === undefined ? { id: flow.activeVersionId } : { flowId: flow.id, number },
  });
  if (!version) return undefined;
  const document = storedJson<FlowDocument>(version.document);
  const nodeIds = new Set(document.nodes.map((node) => node.id));
  const endpoints = flow.webhookEndpoints.filter((endpoint) => nodeIds.has(endpoint.nodeId));
  return {
    flowId: slug,
    name: document.name,
    version: version.number,
    contentHash: version.contentHash,
    document,
    ...(version.layout === null ? {} : { layout: storedJson<FlowLayout>(version.layout) }),
    source: version.source,
    deployedAt: version.createdAt.toISOString(),
    deployedBy: version.deployedBy,
    webhooks: Object.fromEntries(
      endpoints.map(({ nodeId, method, token, path }) => [nodeId, { method, path: `/hooks/${token}/${path}` }]),
    ),
  };
}

type Deployed = Omit<Extract<DeployResult, { ok: true }>, "inFlight">;
type Prepared = Extract<PreparedFlow, { ok: true }>;

/**
 * The one place through which a version goes live, whoever publishes it and from where; so the gate stands here. The flow's
 * row is locked first, so that versions are numbered one after the other. Logic that was deployed before becomes active
 * again under its old number; only its layout is brought up to date, because positions are not part of the logic.
 * Rejects with `ReviewMissing` where a review is required and missing; the transaction must not be committed then.
 */
export async function deployFlow(
  tx: Prisma.TransactionClient,
  gate: PublishGate,
  deployment: Deployment & VersionRemarks,
  prepared: Prepared,
): Promise<Deployed> {
  const { orgId, layout } = deployment;
  const { document, contentHash } = prepared;
  const { id: slug, name, description = null } = document;
  const flow = await tx.flow.upsert({
    where: { orgId_slug: { orgId, slug } },
    create: { orgId, slug, name, description },
    update: { name, description },
  });
  await tx.$queryRaw`select 1 from flow where id = ${flow.id}::uuid for no key update`;
  const { activeVersionId } = await tx.flow.findUniqueOrThrow({ where: { id: flow.id }, select: { activeVersionId: true } });
  const existing = await tx.flowVersion.findUnique({ where: { flowId_contentHash: { flowId: flow.id, contentHash } } });
  const isLive = existing !== null && existing.id === activeVersionId;
  const pass: Pass = isLive ? {} : await gate(tx, { ...deployment, flowKey: flow.id, activeVersionId, document, contentHash });
  if (existing && layout) await tx.flowVersion.update({ where: { id: existing.id }, data: { layout } });
  const version = existing ?? (await addVersion(tx, flow.id, { ...deployment, ...pass.remark }, prepared));
  if (!existing) await teachMappings(tx, orgId, document, await documentOf(tx, activeVersionId));
  const changed = version.id !== activeVersionId;
  if (changed) {
    await tx.flow.update({ where: { id: flow.id }, data: { activeVersionId: version.id, updatedAt: new Date() } });
    await syncWebhooks(tx, orgId, flow.id, document);
    await syncSchedules(tx, orgId, flow, document);
    await syncSubscriptions(tx, orgId, flow.id, document);
    await noteActivation(tx, { orgId, flowKey: flow.id, activeVersionId, version: version.number, deployment });
  }
  await pass.record?.(version.number);
  return { ok: true, flowId: slug, version: version.number, changed, flowVersionId: version.id };
}

interface Activation {
  readonly orgId: string;
  readonly flowKey: string;
  /** What was live before. */
  readonly activeVersionId: string | null;
  readonly version: number;
  readonly deployment: Deployment & VersionRemarks;
}

/** So that it can be said what was live at any time, and who went back and why. */
async function noteActivation(tx: Prisma.TransactionClient, activation: Activation): Promise<void> {
  const { orgId, flowKey, activeVersionId, version, deployment } = activation;
  const before =
    activeVersionId === null
      ? null
      : await tx.flowVersion.findUnique({ where: { id: activeVersionId }, select: { number: true } });
  const reason = deployment.goBack?.reason ?? deployment.breakGlass?.reason ?? null;
  await tx.flowActivation.create({
    data: {
      ...{ orgId, flowId: flowKey, version, previous: before?.number ?? null, by: deployment.deployedBy, reason },
      isReturn: deployment.goBack !== undefined,
    },
  });
}

async function retireFlow(tx: Prisma.TransactionClient, orgId: string, slug: string): Promise<RetireResult> {
  const [flow] = await tx.$queryRaw<{ id: string; version: string | null }[]>`
    select id, active_version_id as version from flow where org_id = ${orgId}::uuid and slug = ${slug} for no key update`;
  const live = flow && (await documentOf(tx, flow.version));
  if (!live) return { ok: true, changed: false };
  const problem = await whyNotRetire(tx, { orgId, flowKey: flow.id, name: live.name });
  if (problem) return { ok: false, problems: [problem] };
  const nothing: FlowDocument = { ...live, nodes: [], edges: [] };
  await tx.flow.update({ where: { id: flow.id }, data: { activeVersionId: null, updatedAt: new Date() } });
  await syncWebhooks(tx, orgId, flow.id, nothing);
  await syncSchedules(tx, orgId, { id: flow.id, slug }, nothing);
  await syncSubscriptions(tx, orgId, flow.id, nothing);
  return { ok: true, changed: true };
}

/** What is said about a version that a person publishes. */
export interface VersionRemarks {
  readonly changes?: readonly VersionChange[];
  /** Who publishes; absent for the operator of the installation, at the command line. */
  readonly by?: DraftAuthor;
  /** User ids of those whose work it is. */
  readonly authors?: readonly string[];
  /** Set where a version that was live before goes live again, see `go-back.ts`. */
  readonly goBack?: { readonly reason: string };
}

async function documentOf(tx: Prisma.TransactionClient, versionId: string | null): Promise<FlowDocument | undefined> {
  if (versionId === null) return undefined;
  const version = await tx.flowVersion.findUnique({ where: { id: versionId }, select: { document: true } });
  return version ? storedJson<FlowDocument>(version.document) : undefined;
}

async function addVersion(
  tx: Prisma.TransactionClient,
  flowId: string,
  deployment: Deployment & VersionRemarks,
  prepared: Prepared,
) {
  const { orgId, source, layout, deployedBy, note, changes } = deployment;
  const last = await tx.flowVersion.aggregate({ where: { flowId }, _max: { number: true } });
  return tx.flowVersion.create({
    data: {
      ...{ orgId, flowId, source, deployedBy },
      number: (last._max.number ?? 0) + 1,
      contentHash: prepared.contentHash,
      document: plainJson(prepared.document),
      ...(layout ? { layout } : {}),
      ...(note === undefined ? {} : { note }),
      ...(changes ? { changes: changes as unknown as Prisma.InputJsonArray } : {}),
    },
  });
}

/** Webhook triggers keep their token from version to version; those that are gone stop listening. */
async function syncWebhooks(tx: Prisma.TransactionClient, orgId: string, flowId: string, document: FlowDocument): Promise<void> {
  const triggers = document.nodes.filter((node) => node.kind === "trigger.webhook");
  await tx.webhookEndpoint.deleteMany({ where: { flowId, nodeId: { notIn: triggers.map((node) => node.id) } } });
  for (const { id: nodeId, config } of triggers) {
    const path = String(config?.["path"] ?? "");
    const method = String(config?.["method"] ?? "POST");
    const token = randomBytes(18).toString("base64url");
    await tx.webhookEndpoint.upsert({
      where: { flowId_nodeId: { flowId, nodeId } },
      create: { orgId, flowId, nodeId, token, path, method },
      update: { path, method },
    });
  }
}

/** A document is plain JSON; the round trip drops members that are `undefined`, which Prisma refuses. */
const plainJson = (value: FlowDocument): Prisma.InputJsonValue => JSON.parse(JSON.stringify(value)) as Prisma.InputJsonValue;

/** Read back what only `deploy` writes, which validated it. */
const storedJson = <Stored>(value: Prisma.JsonValue): Stored => value as Stored;
