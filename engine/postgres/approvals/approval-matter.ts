import type pg from "pg";
import type { Signer } from "../../core/approval/tally.ts";
import type { ApprovalMatter } from "../../runtime/notices.ts";
import type { ClaimedNotice, Told } from "../notices/claimed-notice.ts";
import { createLink } from "./links.ts";
import { peopleToTell } from "./people-to-tell.ts";
import { QUESTION_COLUMNS, QUESTION_TABLES, type QuestionRow } from "./question-row.ts";

interface AskedRow extends QuestionRow {
  readonly flow_name: string;
  readonly due_at: Date | null;
}

const OPEN = `select ${QUESTION_COLUMNS}, f.name as flow_name, a.due_at from ${QUESTION_TABLES}
  where a.id = $1 and a.org_id = $2 and a.status = 'pending'`;

/** What to tell of an approval now, and to whom; `undefined` when there is nothing to answer any more, or not for this person. */
export async function approvalMatter(client: pg.PoolClient, notice: ClaimedNotice): Promise<Told | undefined> {
  const { org_id: orgId, user_id: userId, kind } = notice;
  const { rows } = await client.query<AskedRow>(OPEN, [notice.approval_id, orgId]);
  const row = rows[0];
  if (!row) return undefined;
  const about: ApprovalMatter = {
    ...{ type: "approval", kind: kind as ApprovalMatter["kind"], approvalId: row.id, title: row.title },
    ...{ flowName: row.flow_name, isForm: row.form !== null },
    ...(row.risk === null ? {} : { risk: row.risk.score }),
    ...(row.due_at === null ? {} : { dueAt: row.due_at.toISOString() }),
  };
  if (userId === null) return { about };
  const person = (await peopleToTell(client, orgId, row)).find(({ id }) => id === userId);
  const to = person && addressOf(person);
  return to && { to, about: { ...about, token: await createLink(client, orgId, row.id, userId) } };
}

function addressOf({ name, hats }: Signer): Told["to"] {
  const email = hats[0]?.email;
  return email === undefined ? undefined : { name, email };
}
