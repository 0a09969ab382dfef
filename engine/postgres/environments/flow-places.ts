import { wayBack, type Activation } from "../../core/environment/way-back.ts";
import type { FlowPlace, PlaceVersion } from "../../runtime/environments.ts";
import type { Tx } from "../drafts/draft-rows.ts";
import { liveVersion } from "./live-versions.ts";

export async function readPlaces(tx: Tx, orgId: string, slug: string): Promise<readonly FlowPlace[] | undefined> {
  const flow = await tx.flow.findUnique({ where: { orgId_slug: { orgId, slug } }, include: { webhookEndpoints: true } });
  if (!flow) return undefined;
  const environments = await tx.environment.findMany({ where: { orgId }, orderBy: { position: "asc" } });
  const open = await openRuns(tx, flow.id);
  const places: FlowPlace[] = [];
  for (const { name: environment } of environments) {
    const live = await liveVersion(tx, { orgId, flowId: flow.id, environment });
    const activations = await tx.flowActivation.findMany({ where: { flowId: flow.id, environment }, orderBy: { id: "asc" } });
    const back = live && wayBack(activations);
    const endpoints = flow.webhookEndpoints.filter((endpoint) => endpoint.environment === environment);
    places.push({
      environment,
      ...(live
        ? { live: { ...asPlaced(live, activations), ...(await owedReview(tx, flow.id, environment, live.contentHash)) } }
        : {}),
      ...(live ? {} : retiredBy(activations.at(-1))),
      ...(back === undefined ? {} : { back }),
      openRuns: open.get(environment) ?? 0,
      webhooks: Object.fromEntries(
        endpoints.map(({ nodeId, method, token, path }) => [nodeId, { method, path: `/hooks/${token}/${path}` }]),
      ),
    });
  }
  return places;
}

const asPlaced = (live: Live, activations: readonly Noted[]): PlaceVersion => ({
  ...{ version: live.number, contentHash: live.contentHash },
  ...since(activations, live.number),
});

type Live = NonNullable<Awaited<ReturnType<typeof liveVersion>>>;

/** The review that is owed for what is live, where it went past it. */
async function owedReview(tx: Tx, flowId: string, environment: string, contentHash: string): Promise<Pick<PlaceVersion, "owed">> {
  const owed = await tx.flowReview.findFirst({
    where: { flowId, environment, contentHash, status: "owed" },
    select: { id: true, brokeGlassReason: true },
  });
  return owed ? { owed: { reviewId: owed.id, reason: owed.brokeGlassReason ?? "" } } : {};
}

function retiredBy(last: Noted | undefined): Pick<FlowPlace, "retired"> {
  if (last?.version !== null) return {};
  const { at, by, reason } = last;
  return { retired: { at: at.toISOString(), by, ...(reason === null ? {} : { reason }) } };
}

interface Noted extends Activation {
  readonly at: Date;
  readonly by: string;
  readonly reason: string | null;
  readonly promotedFrom: string | null;
}

function since(activations: readonly Noted[], version: number): Pick<PlaceVersion, "since" | "by" | "promotedFrom"> {
  const last = activations.at(-1);
  if (last?.version !== version) return {};
  const { at, by, promotedFrom } = last;
  return { since: at.toISOString(), by, ...(promotedFrom === null ? {} : { promotedFrom }) };
}

async function openRuns(tx: Tx, flowId: string): Promise<ReadonlyMap<string, number>> {
  const rows = await tx.$queryRaw<{ environment: string; runs: number }[]>`
    select environment, count(*)::int as runs from run where flow_id = ${flowId}::uuid and ended_at is null group by 1`;
  return new Map(rows.map(({ environment, runs }) => [environment, runs]));
}
