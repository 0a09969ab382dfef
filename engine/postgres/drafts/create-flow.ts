import { freshId, idFrom } from "../../core/edit/fresh-id.ts";
import { emptyDraft, type FlowDraft } from "../../core/edit/flow-draft.ts";
import { identifier } from "../../core/flow/flow-document.ts";
import type { CreateFlow, CreateFlowResult } from "../../runtime/drafts.ts";
import { insertDraft, insertEdits, readFlowRow, versionAsDraft, writeDraft, type Tx } from "./draft-rows.ts";
import { diffDrafts } from "../../core/edit/diff-drafts.ts";
import { SERVER_CLIENT } from "./catch-up.ts";

/** An id that is made from the name is made unique; one that was asked for is taken or refused. */
export async function createFlow(tx: Tx, { orgId, name, flowId, from, content, by }: CreateFlow): Promise<CreateFlowResult> {
  const id = flowId ?? (await unusedId(tx, orgId, idFrom(name)));
  const wanted = identifier.safeParse(id);
  if (!wanted.success)
    return { ok: false, message: `"${id}" cannot be the id of a flow: it ${wanted.error.issues[0]!.message}.` };
  const template = from === undefined ? content && { ...content, samples: {} } : await templateDraft(tx, orgId, from);
  if (from !== undefined && !template) return { ok: false, message: `There is no published flow "${from}" to copy.` };
  const made = await tx.$queryRaw<{ id: string }[]>`
    insert into flow (org_id, slug, name) values (${orgId}::uuid, ${id}, ${name}) on conflict do nothing returning id`;
  if (made.length === 0) return { ok: false, message: `There is a flow "${id}" already. Choose another id.` };
  const flow = (await readFlowRow(tx, orgId, id))!;
  const empty = emptyDraft(id, name);
  await insertDraft(tx, flow, { draft: empty, baseVersionId: null, originVersion: null });
  if (!template) return { ok: true, flowId: id };
  const { document, layout, samples } = template;
  const draft: FlowDraft = { document: { ...document, id, name }, layout, samples };
  const edit = { label: content?.label ?? `Begin with ${document.name}`, operations: diffDrafts(empty, draft) };
  await insertEdits(tx, flow, [{ revision: 1, clientId: SERVER_CLIENT, editId: 1, edit, author: by.name, userId: by.userId }]);
  await writeDraft(tx, flow.id, { draft, revision: 1, baseVersionId: null });
  return { ok: true, flowId: id };
}

/** The wished id, or one like it, that no flow has. */
export async function unusedId(tx: Tx, orgId: string, wish: string): Promise<string> {
  const taken = await tx.flow.findMany({ where: { orgId }, select: { slug: true } });
  return freshId(wish === "node" ? "flow" : wish, new Set(taken.map(({ slug }) => slug)));
}

async function templateDraft(tx: Tx, orgId: string, from: string): Promise<FlowDraft | undefined> {
  const flow = await readFlowRow(tx, orgId, from);
  return flow?.leadingVersionId ? versionAsDraft(tx, flow.leadingVersionId) : undefined;
}
