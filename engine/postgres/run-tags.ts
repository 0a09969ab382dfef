import type pg from "pg";
import { MAX_TAG, MOST_TAGS, readTag } from "../core/run-tag.ts";
import { refused, unknownRun } from "../runtime/operations/refusals.ts";
import type { OperationResult } from "../runtime/run-operations.ts";
import type { RunTags, TagRun } from "../runtime/run-tags.ts";
import { retryTransient } from "./database-errors.ts";
import { isRunId } from "./run-id.ts";
import { inTransaction } from "./transaction.ts";

export function createRunTags(pool: pg.Pool): RunTags {
  return {
    tag: (request) => tag(pool, request),
    untag: (request) => untag(pool, request),
    tags: async (orgId) =>
      (await pool.query<{ tag: string }>({ name: "list-tags", text: KNOWN, values: [orgId] })).rows.map((row) => row.tag),
  };
}

/** From tag to tag in the index, so that it takes as long as there are tags, not runs. */
const KNOWN = `
with recursive known(tag) as (
  (select tag from run_tag where org_id = $1 order by tag limit 1)
  union all
  select (select t.tag from run_tag t where t.org_id = $1 and t.tag > known.tag order by t.tag limit 1)
  from known where known.tag is not null
)
select tag from known where tag is not null limit 500`;

/** Two people who each put the last one on a run do so one after the other. */
const LOCK = "select 1 from run where id = $1 and org_id = $2 for no key update";

const TAG = `
with known as (
  select count(*) filter (where tag = $3) as same, count(*) as tags from run_tag where run_id = $1
), made as (
  insert into run_tag (run_id, org_id, tag, by) select $1, $2, $3, $4 from known where same = 0 and tags < $5
)
select same > 0 or tags < $5 as done from known`;

async function tag(pool: pg.Pool, { orgId, runId, tag: text, by }: TagRun): Promise<OperationResult> {
  const word = readTag(text);
  if (word === undefined) return refused("invalidTag", `A tag has 1 to ${MAX_TAG} characters.`, "Write a shorter one.");
  if (!isRunId(runId)) return unknownRun(runId);
  const isDone = await retryTransient(() =>
    inTransaction(pool, async (client) => {
      if ((await client.query(LOCK, [runId, orgId])).rowCount === 0) return undefined;
      return (await client.query<{ done: boolean }>(TAG, [runId, orgId, word, by, MOST_TAGS])).rows[0]?.done;
    }),
  );
  if (isDone === undefined) return unknownRun(runId);
  if (isDone) return { ok: true };
  return refused("tooManyTags", `Run ${runId} has ${MOST_TAGS} tags already.`, "Take one off first.");
}

const UNTAG = `
with gone as (
  delete from run_tag where run_id = $1 and org_id = $2 and tag = $3 returning tag, by, at
), kept as (
  insert into removed_run_tag (run_id, org_id, tag, by, put_by, put_at) select $1, $2, tag, $4, by, at from gone on conflict do nothing
)
select 1 from run where id = $1 and org_id = $2`;

async function untag(pool: pg.Pool, { orgId, runId, tag: text, by }: TagRun): Promise<OperationResult> {
  if (!isRunId(runId)) return unknownRun(runId);
  const values = [runId, orgId, readTag(text) ?? text, by];
  const { rowCount } = await retryTransient(() => pool.query({ name: "untag-run", text: UNTAG, values }));
  return rowCount === 0 ? unknownRun(runId) : { ok: true };
}
