import type pg from "pg";
import { EditConflict } from "../../core/edit/edit-conflict.ts";
import type { Drafts, PublishDraft, PublishResult, SaveDraft, SaveResult } from "../../runtime/drafts.ts";
import type { PrepareFlow } from "../flow-store.ts";
import type { PrismaClient } from "../prisma-client.ts";
import type { PublishGate } from "../reviews/publish-gate.ts";
import { NotPublished } from "../environments/not-published.ts";
import { createFlow, unusedId } from "./create-flow.ts";
import { notifyDrafts, type DraftFeed } from "./draft-feed.ts";
import { readFlowRow, unsettledEdits } from "./draft-rows.ts";
import { followDraft } from "./follow-draft.ts";
import { listDrafts, listVersions, openDraft } from "./open-draft.ts";
import { saveDraft } from "./save-draft.ts";
import { discardDraft } from "./discard-draft.ts";
import { goBack } from "./go-back.ts";
import { commitPublish, planPublish } from "./publish-draft.ts";

export interface DraftPorts {
  readonly prisma: PrismaClient;
  readonly pool: pg.Pool;
  readonly feed: DraftFeed;
  /** May take its time: nothing is locked meanwhile. */
  readonly prepare: PrepareFlow;
  readonly gate: PublishGate;
}

export function createDrafts({ prisma, pool, feed, prepare, gate }: DraftPorts): Drafts {
  /** Those who watch are told after the commit; a note that is lost is made up for by their next look. */
  async function told<Result>(orgId: string, flowId: string, make: () => Promise<Result>): Promise<Result> {
    const result = await make();
    const flow = await readFlowRow(prisma, orgId, flowId);
    if (flow) await notifyDrafts(pool, { flow: flow.id, type: "changed" });
    return result;
  }
  return {
    open: (orgId, flowId) => openDraft(prisma, orgId, flowId),
    list: (orgId) => listDrafts(prisma, orgId),
    save: (request) => told(request.orgId, request.flowId, () => save(prisma, request)),
    follow: (request) => followDraft(prisma, feed, request),
    announce: async ({ orgId, flowId, ...presence }) => {
      const flow = await readFlowRow(prisma, orgId, flowId);
      if (flow) await feed.announce(flow.id, presence);
    },
    history: async (orgId, flowId) => {
      const flow = await readFlowRow(prisma, orgId, flowId);
      return flow ? unsettledEdits(prisma, flow.id) : [];
    },
    discard: (request) => told(request.orgId, request.flowId, () => prisma.$transaction((tx) => discardDraft(tx, request))),
    publish: (request) => told(request.orgId, request.flowId, () => publish({ prisma, prepare, gate }, request)),
    goBack: (request) => told(request.orgId, request.flowId, () => goBack({ prisma, prepare, gate }, request)),
    create: (request) => prisma.$transaction((tx) => createFlow(tx, request)),
    freeId: (orgId, wish) => unusedId(prisma, orgId, wish),
    versions: (orgId, flowId) => listVersions(prisma, orgId, flowId),
  };
}

export type PublishPorts = Pick<DraftPorts, "prisma" | "prepare" | "gate">;

async function publish({ prisma, prepare, gate }: PublishPorts, request: PublishDraft): Promise<PublishResult> {
  const plan = await prisma.$transaction((tx) => planPublish(tx, request));
  if (!plan.ok) return plan;
  const prepared = await prepare(plan.source, request.orgId);
  if (!prepared.ok) return { ok: false, reason: "problems", problems: prepared.problems };
  try {
    return await prisma.$transaction((tx) => commitPublish(tx, gate, request, plan, prepared));
  } catch (error) {
    if (error instanceof NotPublished) return error.refusal;
    throw error;
  }
}

/** Throws away the transaction of an edit that cannot be made: it says it replaces what is not there. */
async function save(prisma: PrismaClient, request: SaveDraft): Promise<SaveResult> {
  try {
    return await prisma.$transaction(async (tx) => {
      const result = await saveDraft(tx, request);
      if (!result.ok) throw new NotSaved(result);
      return result;
    });
  } catch (error) {
    if (error instanceof NotSaved) return error.result;
    if (error instanceof EditConflict) return { ok: false, reason: "refused", message: error.message };
    throw error;
  }
}

/** Rolls back what a refused save made on its way, such as the draft itself. */
class NotSaved extends Error {
  readonly result: SaveResult;
  constructor(result: SaveResult) {
    super("The edits were not saved.");
    this.result = result;
  }
}
