import { emptyDraft, type FlowDraft, type Samples } from "../../core/edit/flow-draft.ts";
import type { Edit } from "../../core/edit/operation.ts";
import type { FlowDocument } from "../../core/flow/flow-document.ts";
import type { FlowLayout } from "../../core/flow/layout.ts";
import type { DraftChange, VersionChange } from "../../runtime/drafts.ts";
import type { Prisma } from "../../../generated/prisma/client.ts";
import { storableText } from "../columns.ts";
import { storedDocument, storedLayout } from "../stored-json.ts";

export type Tx = Prisma.TransactionClient;

/** A flow with its draft, if it has one. JSON columns keep the order of keys, which undo needs. */
export interface FlowRow {
  /** Uuid of the flow. */
  readonly id: string;
  readonly orgId: string;
  readonly slug: string;
  readonly name: string;
  /** What drafts build on: what was published last, wherever; null where nothing was. */
  readonly leadingVersionId: string | null;
  readonly leadingNumber: number | null;
  readonly draft?: DraftRow;
}

export interface DraftRow {
  readonly baseVersionId: string | null;
  readonly originVersion: number | null;
  readonly revision: number;
  readonly draft: FlowDraft;
}

interface JoinedRow {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly leading_version_id: string | null;
  readonly number: number | null;
  readonly base_version_id: string | null;
  readonly origin_version: number | null;
  readonly revision: number | null;
  readonly document: string;
  readonly layout: string;
  readonly samples: string;
}

export async function readFlowRow(tx: Tx, orgId: string, slug: string): Promise<FlowRow | undefined> {
  const [row] = await tx.$queryRaw<JoinedRow[]>`
    select f.id, f.slug, f.name, v.id as leading_version_id, v.number, d.base_version_id, d.origin_version, d.revision,
      d.document::text, d.layout::text, d.samples::text
    from flow f left join flow_version v on v.id = coalesce(f.leading_version_id, f.active_version_id) left join flow_draft d on d.flow_id = f.id
    where f.org_id = ${orgId}::uuid and f.slug = ${slug}`;
  if (!row) return undefined;
  const { id, name, leading_version_id: leadingVersionId, number: leadingNumber } = row;
  return {
    id,
    orgId,
    slug,
    name,
    leadingVersionId,
    leadingNumber,
    ...(row.revision === null ? {} : { draft: toDraftRow(row, row.revision) }),
  };
}

function toDraftRow(row: JoinedRow, revision: number): DraftRow {
  const draft: FlowDraft = {
    document: JSON.parse(row.document) as FlowDocument,
    layout: JSON.parse(row.layout) as FlowLayout,
    samples: JSON.parse(row.samples) as Samples,
  };
  return { baseVersionId: row.base_version_id, originVersion: row.origin_version, revision, draft };
}

/** The lock that deploying takes too: what is drafted and what is live change one after the other. */
export async function lockFlow(tx: Tx, orgId: string, slug: string): Promise<FlowRow | undefined> {
  await tx.$queryRaw`select 1 from flow where org_id = ${orgId}::uuid and slug = ${slug} for no key update`;
  return readFlowRow(tx, orgId, slug);
}

/** A version as a draft begins with it. */
export async function versionAsDraft(tx: Tx, versionId: string): Promise<FlowDraft> {
  const version = await tx.flowVersion.findUniqueOrThrow({ where: { id: versionId }, select: { document: true, layout: true } });
  return { document: storedDocument(version), layout: { positions: {} }, ...storedLayout(version), samples: {} };
}

export const baseDraft = (tx: Tx, { slug, name }: FlowRow, baseVersionId: string | null): Promise<FlowDraft> =>
  baseVersionId === null ? Promise.resolve(emptyDraft(slug, name)) : versionAsDraft(tx, baseVersionId);

export async function insertDraft(
  tx: Tx,
  flow: FlowRow,
  { draft, baseVersionId, originVersion }: Omit<DraftRow, "revision">,
): Promise<void> {
  const { document, layout, samples } = asText(draft);
  await tx.$executeRaw`
    insert into flow_draft (flow_id, org_id, base_version_id, origin_version, document, layout, samples)
    values (${flow.id}::uuid, ${flow.orgId}::uuid, ${baseVersionId}::uuid, ${originVersion}, ${document}::json, ${layout}::json, ${samples}::json)`;
}

export async function writeDraft(
  tx: Tx,
  flowId: string,
  { draft, revision, baseVersionId }: Omit<DraftRow, "originVersion">,
): Promise<void> {
  const { document, layout, samples } = asText(draft);
  await tx.$executeRaw`
    update flow_draft set document = ${document}::json, layout = ${layout}::json, samples = ${samples}::json,
      revision = ${revision}, base_version_id = ${baseVersionId}::uuid, updated_at = clock_timestamp()
    where flow_id = ${flowId}::uuid`;
}

const asText = ({ document, layout, samples }: FlowDraft): Record<keyof FlowDraft, string> => ({
  document: JSON.stringify(document),
  layout: JSON.stringify(layout),
  samples: JSON.stringify(samples),
});

export interface NewEdit {
  readonly revision: number;
  readonly clientId: string;
  readonly editId: number;
  readonly edit: Edit;
  readonly author: string;
  readonly userId?: string;
  readonly isSettled?: boolean;
}

/** Operations travel as text inside of the JSON: taken apart as JSON, they could not hold the character 0. */
export async function insertEdits(tx: Tx, { id, orgId }: FlowRow, edits: readonly NewEdit[]): Promise<void> {
  const rows = edits.map(({ revision, clientId, editId, edit: { label, operations }, author, userId, isSettled = false }) => ({
    ...{ revision, client_id: clientId, edit_id: editId, user_id: userId ?? null, is_settled: isSettled },
    ...{ label: storableText(label), author: storableText(author), operations: JSON.stringify(operations) },
  }));
  await tx.$executeRaw`
    insert into flow_draft_edit (flow_id, org_id, revision, user_id, author, client_id, edit_id, label, operations, is_settled)
    select ${id}::uuid, ${orgId}::uuid, e.revision, e.user_id, e.author, e.client_id, e.edit_id, e.label, e.operations::json, e.is_settled
    from json_to_recordset(${JSON.stringify(rows)}::json) as e(
      revision int, user_id uuid, author text, client_id text, edit_id int, label text, operations text, is_settled boolean)`;
}

interface EditRow {
  readonly revision: number;
  readonly user_id: string | null;
  readonly author: string;
  readonly client_id: string;
  readonly edit_id: number;
  readonly label: string;
  readonly operations: string;
  readonly at: Date;
}

export async function editsAfter(tx: Tx, flowId: string, revision: number): Promise<readonly DraftChange[]> {
  const rows = await tx.$queryRaw<EditRow[]>`
    select revision, user_id, author, client_id, edit_id, label, operations::text, at from flow_draft_edit
    where flow_id = ${flowId}::uuid and revision > ${revision} order by revision`;
  return rows.map(toChange);
}

export async function unsettledEdits(tx: Tx, flowId: string): Promise<readonly DraftChange[]> {
  const rows = await tx.$queryRaw<EditRow[]>`
    select revision, user_id, author, client_id, edit_id, label, operations::text, at from flow_draft_edit
    where flow_id = ${flowId}::uuid and not is_settled and operations::text <> '[]' order by revision`;
  return rows.map(toChange);
}

function toChange({
  revision,
  user_id: userId,
  author,
  client_id: clientId,
  edit_id: editId,
  label,
  operations,
  at,
}: EditRow): DraftChange {
  const edit: Edit = { label, operations: JSON.parse(operations) as Edit["operations"] };
  return { revision, clientId, editId, edit, author, ...(userId === null ? {} : { userId }), at: at.toISOString() };
}

export const asVersionChange = ({ author, edit, at }: DraftChange): VersionChange => ({ author, label: edit.label, at });
