import { randomBytes } from "node:crypto";
import { PRODUCTION } from "../core/environment/environment.ts";
import type { FlowDocument } from "../core/flow/flow-document.ts";
import type { Problem } from "../core/problem.ts";
import type { DraftAuthor, VersionChange } from "../runtime/drafts.ts";
import type { Deployment, DeployResult, FlowDetail, Flows, Retirement, RetireResult } from "../runtime/engine.ts";
import type { Prisma } from "../../generated/prisma/client.ts";
import type { PrismaClient } from "./prisma-client.ts";
import { syncSubscriptions } from "./event-deliveries.ts";
import {
  liveVersion,
  moveLead,
  setLive,
  unknownEnvironment,
  type LiveMove,
  type LivePlace,
} from "./environments/live-versions.ts";
import { runsSchedules } from "./environments/schedule-setting.ts";
import { NeedsUnmet, NotPublished } from "./environments/not-published.ts";
import { listFlows } from "./flow-list.ts";
import { teachMappings } from "./mapping-pairs.ts";
import { noteCollected } from "./note-collected.ts";
import { createPublishGate, whyNotRetire, type Pass, type PublishGate } from "./reviews/publish-gate.ts";
import { openRunsByVersion } from "./open-runs-by-version.ts";
import { setLivePace } from "./set-live-pace.ts";
import { storedDocument, storedLayout } from "./stored-json.ts";
import { syncSchedules } from "./sync-schedules.ts";

/**
 * The text of a flow, read, given the reusable mappings of its organization that it uses, validated and compiled; a flow that can
 * be deployed has no errors among its problems.
 */
export type PrepareFlow = (source: string, orgId: string) => Promise<PreparedFlow>;

export type PreparedFlow = CheckedFlow | { readonly ok: false; readonly problems: readonly Problem[] };

/** A flow that may be deployed. */
export interface CheckedFlow {
  readonly ok: true;
  readonly document: FlowDocument;
  /** Says what the document is: the text that was given, with the mappings that it brings along. */
  readonly source: string;
  readonly contentHash: string;
}

export function createFlowStore(
  prisma: PrismaClient,
  prepare: PrepareFlow,
  findWebhook: Flows["findWebhook"],
  gate: PublishGate = createPublishGate(async () => []),
): Flows {
  return {
    list: (orgId) => listFlows(prisma, orgId),
    get: (orgId, flowId, version) => getFlow(prisma, orgId, flowId, version),
    openRuns: (orgId, flowId, environment = PRODUCTION) => openRunsByVersion(prisma, orgId, flowId, environment),
    deploy: async (deployment) => {
      const prepared = await prepare(deployment.source, deployment.orgId);
      if (!prepared.ok) return prepared;
      try {
        const deployed = await prisma.$transaction((tx) => deployFlow(tx, gate, deployment, prepared));
        const { orgId, environment = PRODUCTION } = deployment;
        return { ...deployed, openRuns: await openRunsByVersion(prisma, orgId, deployed.flowId, environment) };
      } catch (error) {
        if (error instanceof NotPublished) return { ok: false, problems: error.problems };
        throw error;
      }
    },
    retire: (retirement) => prisma.$transaction((tx) => retireFlow(tx, retirement)),
    findWebhook,
  };
}

async function getFlow(prisma: PrismaClient, orgId: string, slug: string, number?: number): Promise<FlowDetail | undefined> {
  const flow = await prisma.flow.findUnique({ where: { orgId_slug: { orgId, slug } }, include: { webhookEndpoints: true } });
  const furthest = flow && (await furthestLive(prisma, flow.id));
  if (!furthest) return undefined;
  const version = await prisma.flowVersion.findFirst({
    where: number === undefined ? { id: furthest.versionId } : { flowId: flow.id, number },
  });
  if (!version) return undefined;
  const document = storedDocument(version);
  const nodeIds = new Set(document.nodes.map((node) => node.id));
  const endpoints = flow.webhookEndpoints.filter(
    ({ nodeId, environment }) => nodeIds.has(nodeId) && environment === furthest.environment,
  );
  return {
    flowId: slug,
    name: document.name,
    version: version.number,
    contentHash: version.contentHash,
    document,
    ...storedLayout(version),
    source: version.source,
    deployedAt: version.createdAt.toISOString(),
    deployedBy: version.deployedBy,
    webhooks: Object.fromEntries(
      endpoints.map(({ nodeId, method, token, path }) => [nodeId, { method, path: `/hooks/${token}/${path}` }]),
    ),
  };
}

/** A flow that is not live in production yet is shown as it is in the environment it has come to. */
async function furthestLive(prisma: PrismaClient, flowId: string) {
  const [live] = await prisma.$queryRaw<{ versionId: string; environment: string }[]>`
    select l.version_id as "versionId", l.environment from (
      select active_version_id as version_id, org_id, ${PRODUCTION} as environment from flow where id = ${flowId}::uuid
      union all select version_id, org_id, environment from flow_live where flow_id = ${flowId}::uuid
    ) l join environment e on e.org_id = l.org_id and e.name = l.environment
    where l.version_id is not null order by e.position desc limit 1`;
  return live;
}

type Deployed = Omit<Extract<DeployResult, { ok: true }>, "openRuns">;

/**
 * The one place through which a version goes live, whoever publishes it and from where; so the gate stands here. The flow's
 * row is locked first, so that versions are numbered one after the other. Logic that was deployed before becomes active
 * again under its old number; only its layout is brought up to date, because positions are not part of the logic.
 * Rejects with `NotPublished` where a review is required and missing, or the environment lacks what the flow needs; the transaction must not be committed then.
 */
export async function deployFlow(
  tx: Prisma.TransactionClient,
  gate: PublishGate,
  deployment: Deployment & VersionRemarks,
  checked: CheckedFlow,
): Promise<Deployed> {
  const { orgId, layout, environment = PRODUCTION } = deployment;
  const { document, contentHash } = checked;
  const place = await lockPlace(tx, { orgId, environment }, document);
  const flowKey = place.flowId;
  const before = await liveVersion(tx, place);
  const activeVersionId = before?.id ?? null;
  const existing = await tx.flowVersion.findUnique({ where: { flowId_contentHash: { flowId: flowKey, contentHash } } });
  const isLive = existing !== null && existing.id === activeVersionId;
  const attempt = { ...deployment, environment, flowKey, activeVersionId, document, contentHash };
  const pass: Pass = isLive ? {} : await gate(tx, attempt);
  if (existing && layout) await tx.flowVersion.update({ where: { id: existing.id }, data: { layout } });
  const version = existing ?? (await addVersion(tx, flowKey, { ...deployment, ...pass.remark }, checked));
  if (!existing) await teachMappings(tx, orgId, document, await documentOf(tx, activeVersionId));
  const changed = version.id !== activeVersionId;
  if (changed) {
    await setLive(tx, place, version.id);
    await syncTriggers(tx, place, document.id, document);
    await noteActivation(tx, { place, previous: before?.number, version: version.number, deployment });
    await noteCollected(tx, flowKey);
  }
  await setLivePace(tx, place, document.limits);
  await moveLead(tx, place, { how: howItGoes(deployment), from: before?.id, to: version.id });
  await pass.record?.(version.number);
  return { ok: true, flowId: document.id, version: version.number, changed, flowVersionId: version.id };
}

/** The flow's row, locked, made by its first deployment. It is called what it is called in production. */
async function lockPlace(
  tx: Prisma.TransactionClient,
  { orgId, environment }: Pick<LivePlace, "orgId" | "environment">,
  document: FlowDocument,
): Promise<LivePlace> {
  const { id: slug, name, description = null } = document;
  const { id: flowId } = await tx.flow.upsert({
    where: { orgId_slug: { orgId, slug } },
    create: { orgId, slug, name, description },
    // Not empty, or it is no one statement, and two first publications at a time meet each other.
    update: { slug },
  });
  await tx.$queryRaw`select 1 from flow where id = ${flowId}::uuid for no key update`;
  const unknown = await unknownEnvironment(tx, orgId, environment);
  if (unknown) throw new NeedsUnmet([unknown]);
  const unlessNamed: Prisma.FlowWhereInput = environment === PRODUCTION ? {} : { activeVersionId: null };
  await tx.flow.updateMany({ where: { id: flowId, ...unlessNamed }, data: { name, description } });
  return { orgId, flowId, environment };
}

const howItGoes = ({ goBack, promotedFrom }: VersionRemarks): LiveMove =>
  goBack ? "return" : promotedFrom === undefined ? "publication" : "promotion";

/** Makes the triggers of what is live in an environment listen there. */
async function syncTriggers(tx: Prisma.TransactionClient, place: LivePlace, slug: string, document: FlowDocument): Promise<void> {
  await syncWebhooks(tx, place, document);
  await syncSubscriptions(tx, place, document);
  // Its lock keeps the switch of its schedules as it is, until this is stored.
  await tx.$queryRaw`select 1 from environment where org_id = ${place.orgId}::uuid and name = ${place.environment} for share`;
  const isOn = await runsSchedules(tx, place.orgId, place.environment);
  await syncSchedules(tx, place, { slug, isOn }, document);
}

interface Activation {
  readonly place: LivePlace;
  /** What was live before. */
  readonly previous: number | undefined;
  readonly version: number;
  readonly deployment: Deployment & VersionRemarks;
}

/** So that it can be said what was live at any time, and who went back and why. */
async function noteActivation(tx: Prisma.TransactionClient, activation: Activation): Promise<void> {
  const { place, previous = null, version, deployment } = activation;
  const reason = deployment.goBack?.reason ?? deployment.breakGlass?.reason ?? null;
  await tx.flowActivation.create({
    data: {
      ...{ ...place, version, previous, by: deployment.deployedBy, reason },
      promotedFrom: deployment.promotedFrom ?? null,
      isReturn: deployment.goBack !== undefined,
    },
  });
}

async function retireFlow(tx: Prisma.TransactionClient, retirement: Retirement): Promise<RetireResult> {
  const { orgId, flowId: slug, environment = PRODUCTION, by, reason = null } = retirement;
  const unknown = await unknownEnvironment(tx, orgId, environment);
  if (unknown) return { ok: false, problems: [unknown] };
  const [flow] = await tx.$queryRaw<{ id: string }[]>`
    select id from flow where org_id = ${orgId}::uuid and slug = ${slug} for no key update`;
  const version = flow && (await liveVersion(tx, { orgId, flowId: flow.id, environment }));
  const live = version && (await documentOf(tx, version.id));
  if (!live) return { ok: true, changed: false };
  const problem = await whyNotRetire(tx, { orgId, flowKey: flow.id, environment, name: live.name });
  if (problem) return { ok: false, problems: [problem] };
  const nothing: FlowDocument = { ...live, nodes: [], edges: [] };
  const place = { orgId, flowId: flow.id, environment };
  await setLive(tx, place, undefined);
  await syncTriggers(tx, place, slug, nothing);
  await tx.flowActivation.create({ data: { ...place, version: null, previous: version.number, by, reason, isReturn: false } });
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
  /** The environment it is live in already, where the same version is taken further. */
  readonly promotedFrom?: string;
}

async function documentOf(tx: Prisma.TransactionClient, versionId: string | null): Promise<FlowDocument | undefined> {
  if (versionId === null) return undefined;
  const version = await tx.flowVersion.findUnique({ where: { id: versionId }, select: { document: true } });
  return version ? storedDocument(version) : undefined;
}

async function addVersion(
  tx: Prisma.TransactionClient,
  flowId: string,
  deployment: Deployment & VersionRemarks,
  checked: CheckedFlow,
) {
  const { orgId, layout, deployedBy, note, changes, authors = [], by } = deployment;
  const last = await tx.flowVersion.aggregate({ where: { flowId }, _max: { number: true } });
  return tx.flowVersion.create({
    data: {
      ...{ orgId, flowId, source: checked.source, deployedBy },
      number: (last._max.number ?? 0) + 1,
      contentHash: checked.contentHash,
      authors: [...new Set([...authors, ...(by ? [by.userId] : [])])],
      document: plainJson(checked.document),
      ...(layout ? { layout } : {}),
      ...(note === undefined ? {} : { note }),
      ...(changes ? { changes: changes as unknown as Prisma.InputJsonArray } : {}),
    },
  });
}

/** The number that a deployment of this content would have: what was deployed before comes back under its old one. */
export async function numberOfDeployment(
  prisma: Prisma.TransactionClient,
  { orgId, flowId: slug, contentHash }: { readonly orgId: string; readonly flowId: string; readonly contentHash: string },
): Promise<number> {
  const flow = { orgId, slug };
  const existing = await prisma.flowVersion.findFirst({ where: { flow, contentHash }, select: { number: true } });
  if (existing) return existing.number;
  const last = await prisma.flowVersion.aggregate({ where: { flow }, _max: { number: true } });
  return (last._max.number ?? 0) + 1;
}

/** Webhook triggers keep their token from version to version; those that are gone stop listening. */
async function syncWebhooks(tx: Prisma.TransactionClient, place: LivePlace, document: FlowDocument): Promise<void> {
  const { flowId, environment } = place;
  const triggers = document.nodes.filter((node) => node.kind === "trigger.webhook");
  await tx.webhookEndpoint.deleteMany({ where: { flowId, environment, nodeId: { notIn: triggers.map((node) => node.id) } } });
  for (const { id: nodeId, config } of triggers) {
    const path = String(config?.["path"] ?? "");
    const method = String(config?.["method"] ?? "POST");
    const token = randomBytes(18).toString("base64url");
    await tx.webhookEndpoint.upsert({
      where: { flowId_environment_nodeId: { flowId, environment, nodeId } },
      create: { ...place, nodeId, token, path, method },
      update: { path, method },
    });
  }
}

/** A document is plain JSON; the round trip drops members that are `undefined`, which Prisma refuses. */
const plainJson = (value: FlowDocument): Prisma.InputJsonValue => JSON.parse(JSON.stringify(value)) as Prisma.InputJsonValue;
