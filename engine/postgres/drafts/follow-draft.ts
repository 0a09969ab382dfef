import type { DraftNews, FollowDraft } from "../../runtime/drafts.ts";
import type { PrismaClient } from "../prisma-client.ts";
import type { DraftFeed } from "./draft-feed.ts";
import { editsAfter, readFlowRow, type FlowRow } from "./draft-rows.ts";
import { readLive } from "./open-draft.ts";

/** Notes can be lost with their connection; the draft itself is looked at this often anyway. */
const LOOK_AGAIN_MS = 15_000;

/** Watches first and reads after, so that nothing falls between the two. */
export async function* followDraft(prisma: PrismaClient, feed: DraftFeed, request: FollowDraft): AsyncIterable<DraftNews> {
  const { orgId, flowId, clientId, signal } = request;
  const first = await readFlowRow(prisma, orgId, flowId);
  if (!first) return;
  const watch = feed.watch(first.id, clientId);
  let revision = request.afterRevision;
  let live: string | null | undefined;
  try {
    while (!signal.aborted) {
      const flow = await readFlowRow(prisma, orgId, flowId);
      if (!flow) return;
      const news = await newsOf(prisma, flow, revision, live);
      revision = news.revision;
      live = flow.leadingVersionId;
      const others = watch.others();
      if (others !== undefined || Object.keys(news).length > 1) yield { ...news, ...(others === undefined ? {} : { others }) };
      await watch.changed(LOOK_AGAIN_MS, signal);
    }
  } finally {
    await watch.close();
  }
}

async function newsOf(
  prisma: PrismaClient,
  flow: FlowRow,
  known: number,
  knownLive: string | null | undefined,
): Promise<DraftNews> {
  const revision = flow.draft?.revision ?? 0;
  const changes = revision === known ? [] : await editsAfter(prisma, flow.id, known);
  const isBroken = revision < known || (revision > known && changes[0]?.revision !== known + 1);
  const live = flow.leadingVersionId === knownLive ? undefined : await readLive(prisma, flow);
  return {
    revision: changes.at(-1)?.revision ?? revision,
    ...(changes.length > 0 && !isBroken ? { changes } : {}),
    ...(live ? { live } : {}),
    ...(isBroken ? { mustReload: true } : {}),
  };
}
