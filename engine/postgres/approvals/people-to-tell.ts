import type pg from "pg";
import type { Hat } from "../../core/approval/approval-rules.ts";
import { maySign, type Signer } from "../../core/approval/tally.ts";
import type { Role } from "../../core/role.ts";
import { hashOf, rulesOf, signaturesUnder, type QuestionRow } from "./question-row.ts";
import { startersOf } from "./signers.ts";

interface MemberRow {
  readonly user_id: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly groups: readonly string[];
  /** Ids of those this person stands in for now. */
  readonly instead_of: readonly string[];
}

/** Everybody who could answer now. */
export async function peopleToTell(client: pg.PoolClient, orgId: string, row: QuestionRow): Promise<readonly Signer[]> {
  const rules = rulesOf(row);
  const starters = rules.allowSelf ? [] : ((await startersOf(client, [row.run_id])).get(row.run_id) ?? []);
  const signatures = await signaturesUnder(client, row.id, hashOf(row));
  const everybody = await membersOf(client, orgId);
  return everybody.filter((signer) => maySign(rules, signatures, signer, starters).ok);
}

async function membersOf(client: pg.PoolClient, orgId: string): Promise<readonly Signer[]> {
  const { rows } = await client.query<MemberRow>(
    `select m.user_id, u.name, u.email, m.role,
       array(select g.name from person_group g where g.org_id = m.org_id and g.user_id = m.user_id) as groups,
       array(select d.from_user_id::text from delegation d where d.org_id = m.org_id and d.to_user_id = m.user_id
         and d.starts_at <= clock_timestamp() and d.ends_at > clock_timestamp()) as instead_of
     from membership m join app_user u on u.id = m.user_id where m.org_id = $1 order by u.name, u.id`,
    [orgId],
  );
  const hats = new Map(rows.map((row) => [row.user_id, hatOf(row)]));
  return rows.map(({ user_id: id, name, instead_of: others }) => ({
    id,
    name,
    hats: [id, ...others].flatMap((each) => hats.get(each) ?? []),
  }));
}

const hatOf = ({ user_id: userId, email, role, groups }: MemberRow): Hat => ({ userId, email, roles: [role], groups });
