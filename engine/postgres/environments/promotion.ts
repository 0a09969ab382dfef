import { omitUndefined } from "../../core/omit-undefined.ts";
import type { VersionChange } from "../../runtime/drafts.ts";
import type {
  Environments,
  Moved,
  PreviewedVersion,
  Promote,
  PromoteResult,
  PromotionPreview,
  PromotionWay,
} from "../../runtime/environments.ts";
import type { RequestReviewResult } from "../../runtime/reviews.ts";
import { lockFlow, type Tx } from "../drafts/draft-rows.ts";
import type { PublishPorts } from "../drafts/create-drafts.ts";
import { deployFlow, type CheckedFlow } from "../flow-store.ts";
import { askForReview } from "../reviews/request-review.ts";
import { ruleInForce } from "../reviews/review-rules.ts";
import { openRunsByVersion } from "../open-runs-by-version.ts";
import { storedDocument, storedJson, storedLayout } from "../stored-json.ts";
import { newestMappings, newestVariables, type CheckNeeds, type NeedsPorts } from "./check-needs.ts";
import { liveVersion } from "./live-versions.ts";
import { NotPublished } from "./not-published.ts";

export interface PromotionPorts extends PublishPorts, NeedsPorts {
  readonly checkNeeds: CheckNeeds;
}

type FullVersion = Awaited<ReturnType<typeof readVersion>>;

const readVersion = (tx: Tx, id: string) => tx.flowVersion.findUniqueOrThrow({ where: { id } });

/** The version that is live in `from`, with all that belongs to it. */
async function findSource(tx: Tx, { orgId, flowId: slug, from }: PromotionWay): Promise<FullVersion | undefined> {
  const flow = await tx.flow.findUnique({ where: { orgId_slug: { orgId, slug } }, select: { id: true } });
  const live = flow && (await liveVersion(tx, { orgId, flowId: flow.id, environment: from }));
  return live ? readVersion(tx, live.id) : undefined;
}

export async function previewPromotion(
  { prisma, checkNeeds, needsOf }: PromotionPorts,
  way: PromotionWay,
): Promise<PromotionPreview | undefined> {
  const { orgId, flowId: slug, to } = way;
  const source = await findSource(prisma, way);
  if (!source) return undefined;
  const { flowId } = source;
  const live = await liveVersion(prisma, { orgId, flowId, environment: to });
  const document = storedDocument(source);
  const review = await prisma.flowReview.findFirst({
    where: { flowId, environment: to, contentHash: source.contentHash, status: { in: ["open", "approved"] } },
    select: { id: true, status: true },
  });
  const needs = needsOf(document);
  return {
    version: asPreviewed(source),
    ...(live ? { replaces: asPreviewed(await readVersion(prisma, live.id)) } : {}),
    problems: await checkNeeds(prisma, orgId, to, document),
    rule: await ruleInForce(prisma, { orgId, flowKey: flowId, environment: to }),
    ...(review ? { review: { reviewId: review.id, isApproved: review.status === "approved" } } : {}),
    openRuns: await openRunsByVersion(prisma, orgId, slug, to),
    variables: await compareVariables(prisma, way, needs),
    connections: await compareConnections(prisma, way, needs),
  };
}

type Needs = ReturnType<NeedsPorts["needsOf"]>;

/** Of the variables that the flow reads; of all that either has, where it does not say which. */
async function compareVariables(tx: Tx, { orgId, from, to }: PromotionWay, { variables, readsAll }: Needs) {
  const [there, here] = [await valuesOf(tx, orgId, from), await valuesOf(tx, orgId, to)];
  const names = readsAll ? [...there.keys(), ...here.keys()] : variables.map(({ name }) => name);
  return [...new Set(names)].map((name) => ({
    name,
    ...omitUndefined({ from: there.get(name), to: here.get(name) }),
  }));
}

async function valuesOf(tx: Tx, orgId: string, environment: string) {
  const rows = await newestVariables(tx, orgId, environment);
  return new Map(rows.map(({ name, value }) => [name, JSON.parse(value) as PromotionPreview["variables"][number]["to"] & {}]));
}

async function compareConnections(tx: Tx, { orgId, from, to }: PromotionWay, { connections }: Needs) {
  const [there, here] = [await targetsOf(tx, orgId, from), await targetsOf(tx, orgId, to)];
  return connections.map(({ name }) => ({ name, from: there.get(name) ?? name, to: here.get(name) ?? name }));
}

async function targetsOf(tx: Tx, orgId: string, environment: string): Promise<ReadonlyMap<string, string>> {
  return new Map((await newestMappings(tx, orgId, environment)).map(({ name, target }) => [name, target]));
}

const asPreviewed = (version: FullVersion): PreviewedVersion => ({
  ...{ number: version.number, contentHash: version.contentHash, document: storedDocument(version) },
  ...storedLayout(version),
});

/** What goes live is what was stored, to the byte, whatever the text would come to if it were read today. */
const asStored = (version: FullVersion): CheckedFlow => ({
  ok: true,
  document: storedDocument(version),
  source: version.source,
  contentHash: version.contentHash,
});

/** Checked as it is now: what this engine can no longer run goes nowhere. */
export async function promote({ prisma, prepare, gate }: PromotionPorts, request: Promote): Promise<PromoteResult> {
  const found = await findShown(prisma, request);
  if (!found.ok) return found;
  const { source } = found;
  const prepared = await prepare(source.source, request.orgId);
  if (!prepared.ok) return { ok: false, reason: "problems", problems: prepared.problems };
  const { orgId, from, to, by, note, breakGlass } = request;
  const said = { ...(note === undefined ? {} : { note }), ...(breakGlass && { breakGlass }) };
  try {
    return await prisma.$transaction(async (tx) => {
      await lockFlow(tx, orgId, request.flowId);
      const late = await findShown(tx, request);
      if (!late.ok) return late;
      const authors = (await whatIsNew(tx, source, to)).authors;
      const { name, userId } = by;
      const who = { deployedBy: name, authors, promotedFrom: from, ...(userId === undefined ? {} : { by: { name, userId } }) };
      const deployment = { orgId, environment: to, source: source.source, ...who, ...said };
      const { ok, version, changed, flowVersionId } = await deployFlow(tx, gate, deployment, asStored(source));
      return { ok, version, changed, flowVersionId };
    });
  } catch (error) {
    if (error instanceof NotPublished) return error.refusal;
    throw error;
  }
}

/** The version that is live in `from`, if it is still the one that the person was shown. */
async function findShown(
  tx: Tx,
  request: PromotionWay & Pick<Promote, "contentHash">,
): Promise<{ readonly ok: true; readonly source: FullVersion } | Moved> {
  const { from, contentHash } = request;
  const source = await findSource(tx, request);
  if (source?.contentHash === contentHash) return { ok: true, source };
  const now = source ? `version ${source.number} is live in ${from} now` : `nothing is live in ${from}`;
  return { ok: false, reason: "moved", message: `This is not what you were shown: ${now}. Look at it again.` };
}

/** What comes to an environment with a version: everything since the one that is live there. */
async function whatIsNew(tx: Tx, { orgId, flowId, number }: FullVersion, to: string) {
  const live = await liveVersion(tx, { orgId, flowId, environment: to });
  const after = live && live.number < number ? live.number : live ? number - 1 : 0;
  const versions = await tx.flowVersion.findMany({
    where: { flowId, number: { gt: after, lte: number } },
    orderBy: { number: "asc" },
    select: { authors: true, changes: true },
  });
  return {
    authors: [...new Set(versions.flatMap(({ authors }) => authors))],
    changes: versions.flatMap(({ changes }) => storedJson<readonly VersionChange[] | null>(changes) ?? []),
  };
}

export async function requestPromotionReview(
  { prisma, prepare, connections }: PromotionPorts,
  request: Parameters<Environments["requestReview"]>[0],
): Promise<RequestReviewResult | Moved> {
  const found = await findShown(prisma, request);
  if (!found.ok) return found;
  const { source } = found;
  const prepared = await prepare(source.source, request.orgId);
  if (!prepared.ok) return { ok: false, reason: "problems", problems: prepared.problems };
  const { orgId, flowId: slug, from, to, by, note } = request;
  return prisma.$transaction(async (tx) => {
    await lockFlow(tx, orgId, slug);
    const { document, contentHash } = asStored(source);
    return askForReview(tx, connections, {
      ...{ orgId, flowKey: source.flowId, environment: to, promotedFrom: from, document, contentHash, source: source.source },
      ...storedLayout(source),
      ...(await whatIsNew(tx, source, to)),
      ...{ revisions: [], by },
      ...(note === undefined ? {} : { note }),
    });
  });
}
