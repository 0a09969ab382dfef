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
      ...(live ? { live: { version: live.number, contentHash: live.contentHash, ...since(activations, live.number) } } : {}),
      ...(back === undefined ? {} : { back }),
      openRuns: open.get(environment) ?? 0,
      webhooks: Object.fromEntries(
        endpoints.map(({ nodeId, method, token, path }) => [nodeId, { method, path: `/hooks/${token}/${path}` }]),
      ),
    });
  }
  return places;
}

type Noted = Activation & { readonly at: Date; readonly by: string; readonly promotedFrom: string | null };

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
