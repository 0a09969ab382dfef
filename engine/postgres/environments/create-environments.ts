import type pg from "pg";
import type { Environments, PromotionWay } from "../../runtime/environments.ts";
import { notifyDrafts } from "../drafts/draft-feed.ts";
import { readFlowRow } from "../drafts/draft-rows.ts";
import { readPlaces } from "./flow-places.ts";
import { previewPromotion, promote, requestPromotionReview, type PromotionPorts } from "./promotion.ts";
import { setSchedules } from "./schedule-setting.ts";
import { mapConnection, readSettings, settingHistory, setVariable } from "./settings.ts";

export interface EnvironmentPorts extends PromotionPorts {
  readonly pool: pg.Pool;
}

export function createEnvironments(ports: EnvironmentPorts): Environments {
  const { prisma, pool, connections, needsOf } = ports;
  /** Windows that show the flow look again. */
  async function tell({ orgId, flowId }: PromotionWay): Promise<void> {
    const flow = await readFlowRow(prisma, orgId, flowId);
    if (flow) await notifyDrafts(pool, { flow: flow.id, type: "changed" });
  }
  return {
    list: (orgId) =>
      prisma.environment.findMany({ where: { orgId }, orderBy: { position: "asc" }, select: { name: true, position: true } }),
    settings: (orgId) => readSettings(prisma, orgId),
    setVariable: (request) => prisma.$transaction((tx) => setVariable(tx, needsOf, request)),
    mapConnection: (request) => prisma.$transaction((tx) => mapConnection(tx, connections, request)),
    setSchedules: (request) => prisma.$transaction((tx) => setSchedules(tx, request)),
    history: (orgId) => settingHistory(prisma, orgId),
    places: (orgId, flowId) => readPlaces(prisma, orgId, flowId),
    previewPromotion: (way) => previewPromotion(ports, way),
    promote: async (request) => {
      const promoted = await promote(ports, request);
      if (promoted.ok) await tell(request);
      return promoted;
    },
    requestReview: (request) => requestPromotionReview(ports, request),
  };
}
