import type pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ApprovalRules } from "#engine/core/approval/approval-rules.ts";
import { openLink } from "#engine/postgres/approvals/links.ts";
import { listNotes } from "#engine/postgres/approvals/notes.ts";
import { createNotices } from "#engine/postgres/notices/create-notices.ts";
import { deliverNotices } from "#engine/runtime/deliver-notices.ts";
import type { Notice, NoticeFailure } from "#engine/runtime/notices.ts";
import { executives, openApprovalsWorld, party, type ApprovalsWorld, type Member } from "#tests/support/approvals-world.ts";

let world: ApprovalsWorld;
let pool: pg.Pool;
let orgId: string;

beforeAll(async () => {
  world = await openApprovalsWorld();
  ({ pool } = world);
  ({ orgId } = world.flow);
});
afterAll(() => world.close());

/** Nothing is left to be told from the test before. */
beforeEach(async () => {
  await pool.query("update approval set status = 'closed' where status = 'pending'");
  await pool.query("delete from notice");
});

const ago = (approvalId: string, minutes: number) =>
  pool.query(
    `update approval set requested_at = clock_timestamp() - make_interval(mins => $2),
       told_at = clock_timestamp() - make_interval(mins => $2), reminded_at = null where id = $1`,
    [approvalId, minutes],
  );
/** Lets all leases and pauses pass. */
const timePasses = () => pool.query("update notice set due_at = clock_timestamp() - interval '1 s' where sent_at is null");

/** All that is to be told now, as if it was sent. */
async function told(): Promise<readonly Notice[]> {
  const sent: Notice[] = [];
  await deliverNotices({ notices: createNotices(pool), ways: { mail: async (one) => void sent.push(one) }, onUnreached }, 500);
  return sent;
}
const onUnreached = (): never => {
  throw new Error("Everybody was expected to be reached.");
};

const kindsOf = (notices: readonly Notice[]) => notices.map(({ about }) => about.kind);
const namesOf = (notices: readonly Notice[]) => notices.map(({ to }) => to?.name).sort();
function tokenOf(notices: readonly Notice[], { name }: Member): string {
  const { about } = notices.find(({ to }) => to?.name === name)!;
  if (about.type !== "approval" || about.token === undefined) throw new Error(`${name} got no link.`);
  return about.token;
}

describe("what people are told of approvals", () => {
  it("asks those who may answer, once, with a link that only looks until its person answers", async () => {
    const [uma, vic, eve] = [
      await world.member("Uma", "executive"),
      await world.member("Vic", "executive"),
      await world.member("Eve", "executive"),
    ];
    const { approvalId } = await world.waiting(executives, { startedById: eve.id });
    const [first, again] = [await told(), await told()];
    expect([namesOf(first), kindsOf(first)]).toEqual([
      ["Uma", "Vic"],
      ["asked", "asked"],
    ]);
    expect(again).toEqual([]);
    const linkToken = tokenOf(first, uma);
    expect(linkToken).toMatch(/^[\w-]{43}$/);
    for (let look = 0; look < 3; look++) expect(await openLink(pool, orgId, linkToken, uma.id)).toEqual({ ok: true, approvalId });
    expect(await openLink(pool, orgId, linkToken, vic.id)).toEqual({ ok: false, why: "somebodyElse" });
    const other = await world.waiting(executives);
    expect(await world.decide(other.approvalId, uma, { linkToken })).toEqual({ outcome: "linkInvalid" });
    expect(await world.decide(approvalId, vic, { linkToken })).toEqual({ outcome: "linkInvalid" });
    expect(await world.decide(approvalId, uma, { linkToken })).toEqual({ outcome: "decided" });
    expect(await openLink(pool, orgId, linkToken, uma.id)).toEqual({ ok: false, why: "used" });
    const stored = await pool.query("select 1 from approval_link where token_hash::text like '%' || $1 || '%'", [linkToken]);
    expect(stored.rowCount).toBe(0);
  });

  it("takes no answer by a link that has expired a moment ago", async () => {
    const wes = await world.member("Wes", "executive");
    const { approvalId } = await world.waiting(executives);
    const linkToken = tokenOf(await told(), wes);
    await pool.query(
      "update approval_link set expires_at = clock_timestamp() - interval '1 millisecond' where approval_id = $1",
      [approvalId],
    );
    expect(await world.decide(approvalId, wes, { linkToken })).toEqual({ outcome: "linkInvalid" });
    expect(await openLink(pool, orgId, linkToken, wes.id)).toEqual({ ok: false, why: "expired" });
  });

  it("reminds after the time the flow says, then asks others as well, and stands still while the run is paused", async () => {
    const kim = await world.member("Kim", "analyst", "Board");
    const rules: ApprovalRules = {
      ...executives,
      ...{ remindAfterMs: 60_000, escalations: [{ afterMs: 600_000, to: { ...party, groups: ["Board"] } }] },
    };
    const { runId, approvalId } = await world.waiting(rules);
    await told();
    const kinds = async () => [...new Set(kindsOf(await told()))];
    await ago(approvalId, 5);
    await pool.query("update run set status = 'paused' where id = $1", [runId]);
    expect(await kinds()).toEqual([]);
    await pool.query("update run set status = 'waiting' where id = $1", [runId]);
    expect([await kinds(), await kinds()]).toEqual([["reminded"], []]);
    expect(await world.decide(approvalId, kim)).toMatchObject({ outcome: "forbidden" });
    await ago(approvalId, 11);
    const asked = await told();
    expect([[...new Set(kindsOf(asked))], namesOf(asked).includes("Kim")]).toEqual([["escalated"], true]);
    expect((await listNotes(pool, orgId, approvalId)).map(({ kind }) => kind)).toEqual(["reminded", "escalated"]);
    expect(await world.decide(approvalId, kim)).toEqual({ outcome: "decided" });
  });
});

describe("a notice whose process dies", () => {
  const rules: ApprovalRules = { stages: [[{ ...party, groups: ["Solo"] }]], allowSelf: false };
  let received: string[];
  beforeAll(() => world.member("Solo", "analyst", "Solo"));
  beforeEach(async () => {
    received = [];
    await world.waiting(rules);
  });

  const crash = new Error("The process dies here.");
  const mailbox = async ({ noticeId }: Notice): Promise<void> => void received.push(noticeId);
  const round = (notices = createNotices(pool)) => deliverNotices({ notices, ways: { mail: mailbox }, onUnreached }, 10);

  it("between planning and claiming is told by the next process", async () => {
    await createNotices(pool).plan(["mail"], 10);
    await round();
    expect(received).toHaveLength(1);
  });

  it("between claiming and sending is sent when its lease has passed, and not before", async () => {
    const dead = createNotices(pool);
    await dead.plan(["mail"], 10);
    const [claimed] = await dead.claim(["mail"], 10);
    await round();
    expect(received).toEqual([]);
    await timePasses();
    await round();
    expect(received).toEqual([claimed!.noticeId]);
  });

  it("between sending and marking is sent again under the same id, once", async () => {
    const dies = { ...createNotices(pool), sent: () => Promise.reject(crash) };
    await expect(round(dies)).rejects.toBe(crash);
    await timePasses();
    await round();
    await timePasses();
    await round();
    expect(received).toHaveLength(2);
    expect(new Set(received).size).toBe(1);
  });

  it("each time it is sent is given up in the end, and shown", async () => {
    const { approvalId } = await world.waiting(rules);
    await createNotices(pool).plan(["mail"], 10);
    const claims: number[] = [];
    for (let death = 0; death < 10; death++) {
      claims.push((await createNotices(pool).claim(["mail"], 10)).length);
      await timePasses();
    }
    expect(claims).toEqual([2, 2, 2, 2, 2, 2, 2, 2, 0, 0]);
    expect((await listNotes(pool, orgId, approvalId)).map(({ text }) => text)).toEqual([
      "Solo by mail: The process that sent it ended each time. No further attempt is made.",
    ]);
  });

  it("is claimed by one of several processes", async () => {
    await createNotices(pool).plan(["mail"], 10);
    await Promise.all(Array.from({ length: 5 }, () => round()));
    expect(received).toHaveLength(1);
  });
});

describe("a notice that is not taken", () => {
  const rules: ApprovalRules = { stages: [[{ ...party, groups: ["Pair"] }]], allowSelf: false };
  beforeAll(async () => {
    await world.member("Off", "analyst", "Pair");
    await world.member("Joy", "analyst", "Pair");
  });

  const failures: NoticeFailure[] = [];
  let isDown = true;
  const mailbox = async ({ to }: Notice): Promise<void> => {
    if (isDown && to?.name === "Off") throw new Error("The mailbox is full.");
  };
  const round = () =>
    deliverNotices(
      { notices: createNotices(pool), ways: { mail: mailbox }, onUnreached: (_notice, _error, one) => failures.push(one) },
      10,
    );
  const texts = async (approvalId: string) => (await listNotes(pool, orgId, approvalId)).map(({ text }) => text);

  it("keeps nobody else from theirs, is tried again ever later, and is shown until it was taken", async () => {
    const { approvalId } = await world.waiting(rules);
    expect([await round(), await round()]).toEqual([2, 0]);
    expect(await texts(approvalId)).toEqual(["Off by mail: The mailbox is full. Further attempts are made."]);
    const { rows } = await pool.query<{ pause: number }>(
      "select extract(epoch from due_at - clock_timestamp())::float8 as pause from notice where sent_at is null",
    );
    expect(rows[0]!.pause).toBeGreaterThan(5);
    expect(rows[0]!.pause).toBeLessThanOrEqual(10);
    isDown = false;
    await timePasses();
    expect(await round()).toBe(1);
    expect(await texts(approvalId)).toEqual([]);
  });

  it("is given up after eight attempts, which is said", async () => {
    isDown = true;
    const { approvalId } = await world.waiting(rules);
    failures.length = 0;
    for (let attempt = 0; attempt < 9; attempt++) {
      await round();
      await timePasses();
    }
    expect(failures.map(({ attempts, nextAt }) => [attempts, nextAt === undefined])).toEqual(
      [1, 2, 3, 4, 5, 6, 7, 8].map((attempts) => [attempts, attempts === 8]),
    );
    expect(await texts(approvalId)).toEqual(["Off by mail: The mailbox is full. No further attempt is made."]);
  });

  it("is forgotten when the approval is answered first", async () => {
    isDown = true;
    const { approvalId } = await world.waiting(rules);
    await round();
    await pool.query("update approval set status = 'approved' where id = $1", [approvalId]);
    await timePasses();
    expect(await round()).toBe(0);
    expect(await texts(approvalId)).toEqual([]);
  });
});
