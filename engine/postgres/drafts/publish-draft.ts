import { PRODUCTION } from "../../core/environment/environment.ts";
import type { FlowDraft } from "../../core/edit/flow-draft.ts";
import type { FlowLayout } from "../../core/flow/layout.ts";
import { updateFlowText, writeFlow } from "../../core/flow/write-flow.ts";
import { disabledNodes } from "../../core/validate/disabled-nodes.ts";
import type { DraftChange, PublishDraft, PublishResult } from "../../runtime/drafts.ts";
import { deployFlow, type CheckedFlow } from "../flow-store.ts";
import type { PublishGate } from "../reviews/publish-gate.ts";
import { chooseChanges } from "./choose-changes.ts";
import { asVersionChange, unsettledEdits, writeDraft, type DraftRow, type Tx } from "./draft-rows.ts";
import { lockSeen } from "./lock-seen.ts";
import { settleEdits } from "./settle-edits.ts";

/**
 * Publishing takes two transactions: what the version would be is read, then checked without holding anything, then made
 * live if the draft is still what was checked. So what was looked at is what goes live.
 */
export interface PublishPlan {
  readonly ok: true;
  readonly source: string;
  readonly layout: FlowLayout;
  readonly included: readonly DraftChange[];
}

type Refused = Extract<PublishResult, { readonly ok: false }>;

export async function planPublish(tx: Tx, request: PublishDraft): Promise<PublishPlan | Refused> {
  const found = await lockSeen(tx, request);
  if (!found.ok) return found;
  const { flow, row } = found;
  const changes = await unsettledEdits(tx, flow.id);
  const { onlyOf } = request;
  const chosen = onlyOf ? chooseChanges(row.draft, changes, onlyOf) : { draft: row.draft, included: changes };
  if ("message" in chosen) return { ok: false, reason: "entangled", message: chosen.message };
  const disabled = disabledNodes(chosen.draft);
  if (disabled.length > 0) return { ok: false, reason: "problems", problems: disabled };
  return { ok: true, source: await sourceOf(tx, row, chosen.draft), layout: chosen.draft.layout, included: chosen.included };
}

export async function commitPublish(
  tx: Tx,
  gate: PublishGate,
  request: PublishDraft,
  plan: PublishPlan,
  checked: CheckedFlow,
): Promise<PublishResult> {
  const found = await lockSeen(tx, request);
  if (!found.ok) return found;
  const { flow, row } = found;
  const { source, layout, included } = plan;
  const { orgId, environment = PRODUCTION, by, note, breakGlass } = request;
  const said = {
    ...(note === undefined ? {} : { note }),
    ...(breakGlass && { breakGlass }),
    changes: included.map(asVersionChange),
  };
  const who = { deployedBy: by.name, by, authors: authorsOf(included) };
  const deployed = await deployFlow(tx, gate, { orgId, environment, source, layout, ...who, ...said }, checked);
  await writeDraft(tx, flow.id, { ...row, baseVersionId: deployed.flowVersionId });
  await settleEdits(tx, flow, row.revision, plan.included);
  const { version, changed, flowVersionId } = deployed;
  return { ok: true, version, changed, flowVersionId };
}

/** User ids of those who made these changes. */
export const authorsOf = (changes: readonly DraftChange[]): readonly string[] => [
  ...new Set(changes.flatMap(({ userId }) => userId ?? [])),
];

/** The text people wrote, with what changed; comments and order stay. */
async function sourceOf(tx: Tx, { baseVersionId }: DraftRow, { document }: FlowDraft): Promise<string> {
  if (baseVersionId === null) return writeFlow(document);
  const base = await tx.flowVersion.findUniqueOrThrow({ where: { id: baseVersionId }, select: { source: true } });
  return updateFlowText(base.source, document);
}
