import type pg from "pg";
import type { ApprovalRules, Party } from "../../core/approval/approval-rules.ts";
import { maySign } from "../../core/approval/tally.ts";
import type { ApprovalNote, Change, NewNote, Reassign } from "../../runtime/approvals.ts";
import { retryTransient } from "../database-errors.ts";
import { listUnreached, unreachedText } from "../notices/unreached.ts";
import { inTransaction } from "../transaction.ts";
import { hashOf, QUESTION_COLUMNS, QUESTION_TABLES, rulesOf, signaturesUnder, type QuestionRow } from "./question-row.ts";
import { signerOf, startersOf } from "./signers.ts";

export async function listNotes(pool: pg.Pool, orgId: string, approvalId: string): Promise<readonly ApprovalNote[]> {
  const { rows } = await pool.query<Omit<ApprovalNote, "at"> & { readonly at: Date }>(
    `select kind, "by", text, at from approval_note where org_id = $1 and approval_id = $2 order by at, id`,
    [orgId, approvalId],
  );
  const unreached = await listUnreached(pool, orgId, { approvalId });
  return [
    ...rows.map(({ at, ...note }) => ({ ...note, at: at.toISOString() })),
    ...unreached.map(({ at, ...who }) => ({ kind: "unreached" as const, by: "OmniLink", text: unreachedText(who), at })),
  ];
}

export async function addComment(pool: pg.Pool, { orgId, approvalId, by, text }: NewNote): Promise<boolean> {
  const { rowCount } = await pool.query(
    `insert into approval_note (org_id, approval_id, kind, by_id, "by", text)
     select org_id, id, 'comment', $3, $4, $5 from approval where org_id = $1 and id = $2 and status = 'pending'`,
    [orgId, approvalId, by.id, by.name, text],
  );
  return rowCount === 1;
}

/** What stood in place of a party now names one person; the others of it are asked no more. */
export async function reassign(pool: pg.Pool, request: Reassign): Promise<Change> {
  return retryTransient(() => inTransaction(pool, (client) => handOn(client, request)));
}

async function handOn(client: pg.PoolClient, { orgId, approvalId, by, toUserId }: Reassign): Promise<Change> {
  const { rows } = await client.query<QuestionRow>(
    `select ${QUESTION_COLUMNS} from ${QUESTION_TABLES} where a.id = $1 and a.org_id = $2 and a.status = 'pending' for update of a`,
    [approvalId, orgId],
  );
  const row = rows[0];
  if (!row) return no("This approval is not open any more.");
  const rules = rulesOf(row);
  const starters = rules.allowSelf ? [] : ((await startersOf(client, [row.run_id])).get(row.run_id) ?? []);
  const signatures = await signaturesUnder(client, approvalId, hashOf(row));
  const may = maySign(rules, signatures, await signerOf(client, orgId, { ...by, roles: [] }), starters);
  if (!may.ok) return no("Only somebody who may answer this now can hand it on.");
  const to = await signerOf(client, orgId, { id: toUserId, name: "", roles: [] });
  const email = to.hats.find(({ userId }) => userId === toUserId)?.email;
  if (email === undefined) return no("That person is no member of this organization.");
  const changed = withPerson(rules, may.hats, email.toLowerCase());
  const isAllowed = maySign(changed, signatures, to, starters);
  if (!isAllowed.ok) return no("That person may not answer this: they started the run, or have answered already.");
  await client.query("update approval set rules = $2 where id = $1", [approvalId, JSON.stringify(changed)]);
  await client.query(
    `insert into approval_note (org_id, approval_id, kind, by_id, "by", text) values ($1, $2, 'reassigned', $3, $4, $5)`,
    [orgId, approvalId, by.id, by.name, email],
  );
  return { ok: true };
}

type Hats = Extract<ReturnType<typeof maySign>, { ok: true }>["hats"];

/** In the first party that asks these hats, one of the places is for that person from now on. */
function withPerson(rules: ApprovalRules, hats: Hats, email: string): ApprovalRules {
  let isDone = false;
  const replaced = (party: Party): readonly Party[] => {
    if (isDone || maySign({ ...rules, stages: [[party]], allowSelf: true }, [], { name: "", hats }, []).ok === false)
      return [party];
    isDone = true;
    const person = { roles: [], groups: [], people: [email], quorum: 1 };
    return party.quorum === 1 ? [person] : [{ ...party, quorum: party.quorum - 1 }, person];
  };
  return { ...rules, stages: rules.stages.map((stage) => stage.flatMap(replaced)) };
}

const no = (message: string): Change => ({ ok: false, message });
