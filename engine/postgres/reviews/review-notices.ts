import type pg from "pg";
import type { NoticeWay, ReviewMatter } from "../../runtime/notices.ts";
import type { ClaimedNotice, Told } from "../notices/claimed-notice.ts";

/** Kinds of entries that people are told of: the first two ask for a decision, the others are answers. */
const ASKING: readonly string[] = ["requested", "brokeGlass"] satisfies ReviewMatter["kind"][];
const ANSWERING: readonly string[] = ["approved", "changesRequested", "commented"] satisfies ReviewMatter["kind"][];

/**
 * Writes down whom to tell of what happened to reviews in the last day: those who may decide, when it waits for a decision;
 * those who worked on it or took part in it, when somebody says something. Nobody is told of what they did themselves. A
 * channel is told of everything but comments.
 */
const PLAN = `with untold as (
    select e.id, e.org_id, e.review_id, e.kind, e.user_id, r.authors, r.roles
    from flow_review_entry e join flow_review r on r.id = e.review_id
    where e.told_at is null and e.kind = any ($2::text[] || $3::text[]) and e.at > clock_timestamp() - interval '1 day'
    order by e.at limit $4 for update of e skip locked
  ), marked as (
    update flow_review_entry set told_at = clock_timestamp() where id in (select id from untold)
  )
  insert into notice (org_id, review_entry_id, kind, way, user_id)
  select u.org_id, u.id, u.kind, 'mail', m.user_id from untold u join membership m on m.org_id = u.org_id
  where 'mail' = any ($1) and m.user_id is distinct from u.user_id
    and case when u.kind = any ($2) then m.role = any (u.roles) and m.user_id <> all (u.authors)
      else m.user_id = any (u.authors)
        or exists (select 1 from flow_review_entry o where o.review_id = u.review_id and o.user_id = m.user_id) end
  union all
  select u.org_id, u.id, u.kind, 'chat', null from untold u where 'chat' = any ($1) and u.kind <> 'commented'`;

export async function planReviewNotices(client: pg.PoolClient, ways: readonly NoticeWay[], limit: number): Promise<void> {
  await client.query(PLAN, [ways, ASKING, ANSWERING, limit]);
}

interface EntryRow {
  readonly kind: ReviewMatter["kind"];
  readonly author: string;
  readonly text: string | null;
  readonly review_id: string;
  readonly flow_name: string;
  readonly due_at: Date | null;
  readonly name: string | null;
  readonly email: string | null;
}

/** A question that was answered meanwhile, or not for this person any more, is not put. */
const STILL_TO_TELL = `select e.kind, e.author, e.text, r.id as review_id, f.name as flow_name, r.due_at, u.name, u.email
  from flow_review_entry e join flow_review r on r.id = e.review_id join flow f on f.id = r.flow_id
    left join membership m on m.org_id = e.org_id and m.user_id = $2 left join app_user u on u.id = m.user_id
  where e.id = $1 and ($2::uuid is null or m.user_id is not null)
    and (e.kind <> all ($3) or r.status in ('open', 'owed') and ($2::uuid is null or m.role = any (r.roles)
      and not exists (select 1 from flow_review_entry a where a.review_id = r.id and a.kind = 'approved' and a.user_id = $2)))`;

/** What to tell of an entry now, and to whom; `undefined` when there is no point in it any more. */
export async function reviewMatter(client: pg.PoolClient, notice: ClaimedNotice): Promise<Told | undefined> {
  const { rows } = await client.query<EntryRow>(STILL_TO_TELL, [notice.review_entry_id, notice.user_id, ASKING]);
  const row = rows[0];
  if (!row) return undefined;
  const { kind, author: by, text, review_id: reviewId, flow_name: title, due_at: due, name, email } = row;
  return {
    ...(name === null || email === null ? {} : { to: { name, email } }),
    about: {
      ...{ type: "review", kind, reviewId, title, by },
      ...(text === null ? {} : { text }),
      ...(kind === "brokeGlass" && due ? { dueAt: due.toISOString() } : {}),
    },
  };
}
