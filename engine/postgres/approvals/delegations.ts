import type pg from "pg";
import type { Delegation, Delegations, NewDelegation } from "../../runtime/approvals.ts";

interface DelegationRow {
  readonly id: string;
  readonly from_id: string;
  readonly from_name: string;
  readonly to_id: string;
  readonly to_name: string;
  readonly starts_at: Date;
  readonly ends_at: Date;
  readonly reason: string | null;
}

/** The longest time somebody stands in for somebody else. */
const MAX_DAYS = 366;

export function createDelegations(pool: pg.Pool): Delegations {
  return {
    list: async (orgId, userId) => {
      const { rows } = await pool.query<DelegationRow>(
        `select d.id, d.from_user_id as from_id, f.name as from_name, d.to_user_id as to_id, t.name as to_name, d.starts_at, d.ends_at, d.reason
         from delegation d join app_user f on f.id = d.from_user_id join app_user t on t.id = d.to_user_id
         where d.org_id = $1 and $2 in (d.from_user_id, d.to_user_id) and d.ends_at > clock_timestamp()
         order by d.starts_at, d.id`,
        [orgId, userId],
      );
      return rows.map(toDelegation);
    },
    give: (request) => give(pool, request),
    end: async ({ orgId, userId, delegationId }) => {
      const { rowCount } = await pool.query(
        `update delegation set ends_at = greatest(clock_timestamp(), starts_at + interval '1 millisecond')
         where org_id = $1 and from_user_id = $2 and id = $3 and ends_at > clock_timestamp()`,
        [orgId, userId, delegationId],
      );
      return rowCount === 1;
    },
  };
}

async function give(pool: pg.Pool, { orgId, fromUserId, toUserId, startsAt, endsAt, reason }: NewDelegation) {
  const days = (Date.parse(endsAt) - Date.parse(startsAt)) / 86_400_000;
  if (fromUserId === toUserId) return no("Choose somebody else: you cannot stand in for yourself.");
  if (!(days > 0)) return no("The time must end after it begins.");
  if (days > MAX_DAYS) return no("Somebody can stand in for a year at most.");
  const { rowCount } = await pool.query(
    `insert into delegation (org_id, from_user_id, to_user_id, starts_at, ends_at, reason)
     select $1, $2, user_id, $4, $5, $6 from membership where org_id = $1 and user_id = $3`,
    [orgId, fromUserId, toUserId, startsAt, endsAt, reason ?? null],
  );
  return rowCount === 1 ? ({ ok: true } as const) : no("That person is no member of this organization.");
}

const no = (message: string) => ({ ok: false, message }) as const;

const toDelegation = (row: DelegationRow): Delegation => ({
  delegationId: row.id,
  from: { userId: row.from_id, name: row.from_name },
  to: { userId: row.to_id, name: row.to_name },
  startsAt: row.starts_at.toISOString(),
  endsAt: row.ends_at.toISOString(),
  ...(row.reason === null ? {} : { reason: row.reason }),
});
