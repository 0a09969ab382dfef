import { randomUUID } from "node:crypto";
import { upgradeMapping } from "../core/edit/commands/upgrade-mapping.ts";
import { nodeDefinitions } from "../nodes/definitions.ts";
import type { Drafts } from "../runtime/drafts.ts";
import type { UpgradeFlow, UpgradeFlowResult } from "../runtime/mapping-library.ts";

/** An edit of the draft as any other: whoever has the flow open sees it, and it can be undone. */
export async function upgradeFlowMapping(
  drafts: Pick<Drafts, "open" | "save">,
  { orgId, flowId, from, to, by }: UpgradeFlow,
): Promise<UpgradeFlowResult> {
  const opened = await drafts.open(orgId, flowId);
  if (!opened) return { ok: false, reason: "unknownFlow" };
  const result = upgradeMapping(opened.draft, from, to, nodeDefinitions);
  if (!result.ok) return { ok: false, reason: "refused", message: result.reason };
  const { revision: baseRevision, live } = opened;
  const base = { baseRevision, ...(live ? { baseVersion: live.number } : {}) };
  const edits = [{ editId: 1, edit: result.edit }];
  const saved = await drafts.save({ orgId, flowId, clientId: randomUUID(), edits, by, ...base });
  if (saved.ok) return { ok: true };
  const message = "The draft was changed at the same moment. Look at it, and try again.";
  return { ok: false, reason: "refused", message: saved.reason === "refused" ? saved.message : message };
}
