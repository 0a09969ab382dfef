import "server-only";
import { z } from "zod";
import { identifier } from "#engine/core/flow/flow-document.ts";
import type { Engine, IncidentFilter, IncidentPage } from "#engine/index.ts";
import { signedInProcedure } from "../../trpc.ts";

const input = z.strictObject({
  status: z.enum(["open", "resolved", "discarded"]),
  flowId: identifier.exactOptional(),
  kind: z.enum(["failed", "undecided", "undoFailed", "quarantined"]).exactOptional(),
  order: z.enum(["newest", "oldest"]).default("newest"),
  /** Incidents older than this one; newest first only. */
  cursor: z.uuid().nullish(),
  limit: z.int().min(1).max(100).default(30),
  /** Sent by the infinite query of the client; incidents are only paged backwards. */
  direction: z.literal("forward").exactOptional(),
});

const PAGE = 100;
/** A queue longer than this is worked off by filter; the oldest of the newest thousand are shown then. */
const MOST_PAGES = 10;

export const listIncidents = signedInProcedure.input(input).query(({ ctx, input: request }) => {
  const { cursor, direction: _direction, order, ...filter } = request;
  if (order === "oldest") return listOldest(ctx.engine, ctx.me.orgId, filter);
  return ctx.engine.incidents.list(ctx.me.orgId, { ...filter, ...(cursor ? { before: cursor } : {}) });
});

/** In one page. */
async function listOldest(engine: Engine, orgId: string, filter: IncidentFilter): Promise<IncidentPage> {
  const pages: IncidentPage[] = [];
  for (let before: string | undefined; pages.length < MOST_PAGES; before = pages.at(-1)!.nextBefore) {
    pages.push(await engine.incidents.list(orgId, { ...filter, limit: PAGE, ...(before === undefined ? {} : { before }) }));
    if (pages.at(-1)!.nextBefore === undefined) break;
  }
  return { incidents: pages.flatMap(({ incidents }) => incidents).reverse() };
}
