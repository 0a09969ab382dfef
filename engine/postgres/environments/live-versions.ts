import { PRODUCTION } from "../../core/environment/environment.ts";
import type { Problem } from "../../core/problem.ts";
import type { Tx } from "../drafts/draft-rows.ts";

/** A flow in one of the environments. */
export interface LivePlace {
  readonly orgId: string;
  /** Id of the flow's row. */
  readonly flowId: string;
  readonly environment: string;
}

export interface LiveHead {
  readonly id: string;
  readonly number: number;
  readonly contentHash: string;
}

/** What is live in production is a column of the flow, which every start reads; what is live elsewhere has rows of its own. */
export async function liveVersion(tx: Tx, { flowId, environment }: LivePlace): Promise<LiveHead | undefined> {
  const select = { id: true, number: true, contentHash: true } as const;
  if (environment === PRODUCTION) {
    const flow = await tx.flow.findUnique({ where: { id: flowId }, select: { activeVersion: { select } } });
    return flow?.activeVersion ?? undefined;
  }
  const where = { flowId_environment: { flowId, environment } };
  const live = await tx.flowLive.findUnique({ where, select: { version: { select } } });
  return live?.version;
}

/** With the flow's row locked. `undefined` takes the flow out of service there. */
export async function setLive(tx: Tx, { orgId, flowId, environment }: LivePlace, versionId: string | undefined): Promise<void> {
  if (environment === PRODUCTION) {
    const data = { activeVersionId: versionId ?? null, updatedAt: new Date() };
    await tx.flow.update({ where: { id: flowId }, data });
  } else if (versionId === undefined) {
    await tx.flowLive.deleteMany({ where: { flowId, environment } });
  } else {
    await tx.flowLive.upsert({
      where: { flowId_environment: { flowId, environment } },
      create: { orgId, flowId, environment, versionId },
      update: { versionId },
    });
  }
}

export type LiveMove = "publication" | "promotion" | "return";

/**
 * What drafts build on from now on: what people published last, wherever. A promotion changes nothing about it, and going
 * back only where drafts were in line with what is left behind. For those who only publish to production it is what is
 * live there, always.
 */
export async function moveLead(
  tx: Tx,
  { flowId, environment }: LivePlace,
  { how, from, to }: { readonly how: LiveMove; readonly from: string | undefined; readonly to: string },
): Promise<void> {
  const { leadingVersionId: lead, activeVersionId } = await tx.flow.findUniqueOrThrow({ where: { id: flowId } });
  const leads = how === "publication" || (how === "return" && environment !== PRODUCTION && (lead ?? activeVersionId) === from);
  const wanted = leads ? to : lead;
  const next = wanted === activeVersionId || (leads && environment === PRODUCTION) ? null : wanted;
  if (next !== lead) await tx.flow.update({ where: { id: flowId }, data: { leadingVersionId: next } });
}

export async function unknownEnvironment(tx: Tx, orgId: string, environment: string): Promise<Problem | undefined> {
  if (environment === PRODUCTION) return undefined;
  const known = await tx.environment.findMany({ where: { orgId }, orderBy: { position: "asc" }, select: { name: true } });
  const names = known.map(({ name }) => name);
  if (names.includes(environment)) return undefined;
  const message = `There is no environment "${environment}".`;
  return { code: "environment/unknown", severity: "error", message, fix: `Name one of ${names.join(", ")}.`, path: "" };
}
