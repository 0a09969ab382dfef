import { afterEach, beforeEach, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "#tests/support/test-database.ts";
import { CrashStack } from "./crash-stack.ts";
import { brokenInvariants } from "./invariants.ts";

const RUNS = 10;
const ITEMS = 60;
const AT_ONCE = 8;

/** Charges, packs each item in two calls, and then fails: the items are taken back side by side, and the charge last. */
const flow = `
omnilink: 1
id: reserveMany
name: Reserve many
nodes:
  - { id: start, kind: trigger.manual }
  - { id: charge, kind: http, config: { connection: payments, method: POST, url: /charges, body: '={ "order": input.id, "amount": 1 }' } }
  - { id: refund, kind: http, config: { connection: payments, method: POST, url: '="/charges/" & step.output.chargeId & "/refund"' } }
  - { id: each, kind: forEach, config: { items: input.items, concurrency: 20, undoConcurrency: ${AT_ONCE} } }
  - id: ship
    kind: http
    parent: each
    config: { connection: warehouse, method: POST, url: /shipments, body: '={ "order": input.id, "lines": [{ "sku": "A-1", "qty": 1, "price": item }] }' }
  - { id: recall, kind: http, parent: each, config: { connection: warehouse, method: POST, url: '="/shipments/" & step.output.shipmentId & "/cancel"' } }
  - { id: tell, kind: http, parent: each, config: { connection: chat, method: POST, url: /messages, body: '={ "channel": "#packed", "text": $string(item) }' } }
  - { id: deny, kind: http, parent: each, config: { connection: chat, method: POST, url: /messages, body: '={ "channel": "#unpacked", "text": $string(item) }' } }
  - { id: refuse, kind: stop, config: { outcome: failed } }
edges:
  - { from: start, to: charge }
  - { from: charge, to: each }
  - { from: ship, to: tell }
  - { from: each, to: refuse }
  - { from: charge, to: refund, kind: compensation }
  - { from: ship, to: recall, kind: compensation }
  - { from: tell, to: deny, kind: compensation }
`;

let database: TestDatabase;
let stack: CrashStack;

beforeEach(async () => {
  database = await createTestDatabase();
  stack = await CrashStack.start(database.url);
  await stack.deploySource(flow);
});

afterEach(async () => {
  await stack.stop();
  await database.drop();
});

it("takes every item back once, in its own order, after a kill in the middle of an undo side by side", async () => {
  const first = await stack.startWorker();
  const items = Array.from({ length: ITEMS }, (_, index) => index);
  await stack.startRuns("reserveMany", RUNS, (index) => ({ id: `many-${index}`, items }));
  await stack.until("(select count(*) from run_event where type = 'step.undone') >= 50", "some items are taken back");
  first.kill("SIGKILL");
  await first.exited;
  const { rows } = await stack.pool.query<{ open: number }>("select count(*)::int as open from run where ended_at is null");
  expect(rows[0]!.open).toBeGreaterThan(0);
  await stack.startWorker();
  await stack.allEnded();
  expect(await stack.statuses()).toEqual({ compensated: RUNS });
  const { "I4: undo is last in, first out": _order, ...broken } = await brokenInvariants(stack.pool);
  expect(broken).toEqual({});
  const accepted = await stack.acceptedPerKey();
  expect(accepted.size).toBe(RUNS * (2 + ITEMS * 4));
  expect([...accepted.values()].filter((count) => count !== 1)).toEqual([]);
  expect(await undoneOutOfOrder()).toEqual([]);
  expect(await mostAtOnce()).toBe(AT_ONCE);
});

/** Runs in which something was not undone exactly once, an item not from its end, or the charge not as the last of all. */
async function undoneOutOfOrder(): Promise<readonly unknown[]> {
  const { rows } = await stack.pool.query<{ run_id: string }>(
    `with undone as (
       select u.run_id, u.seq, u.data ->> 'nodeId' as node, c.item from run_event u join run_event c on c.run_id = u.run_id
         and c.type = 'step.completed' and c.node_id = u.data ->> 'nodeId' and c.visit = (u.data ->> 'visit')::int
       where u.type = 'step.undone')
     select run_id from undone group by run_id having count(*) <> ${1 + 2 * ITEMS}
     union select run_id from undone group by run_id having max(seq) filter (where node = 'charge') < max(seq)
     union select s.run_id from undone s join undone t using (run_id, item) where s.node = 'ship' and t.node = 'tell' and s.seq < t.seq`,
  );
  return rows;
}

/** How many undos were under way at a time, over the whole of the log. */
async function mostAtOnce(): Promise<number> {
  const { rows } = await stack.pool.query<{ most: number }>(
    `select max(open)::int as most from (
       select sum(case type when 'step.started' then 1 else -1 end) over (partition by run_id order by seq) as open
       from run_event where node_id in ('recall', 'deny')
         and (type = 'step.completed' or (type = 'step.started' and not exists (
           select 1 from run_event e where e.run_id = run_event.run_id and e.node_id = run_event.node_id
             and e.visit = run_event.visit and e.type = 'step.started' and e.seq < run_event.seq)))) x`,
  );
  return rows[0]!.most;
}
