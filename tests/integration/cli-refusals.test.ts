import { afterAll, beforeAll, expect, it } from "vitest";
import { runOmnilink } from "#tests/support/run-omnilink.ts";
import { createTestDatabase, type TestDatabase } from "#tests/support/test-database.ts";

/** Every command, asked for what is not there or cannot be: it says what happened, to which thing, and what to do. */
let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const id = "018f0000-0000-7000-8000-000000000000";
const refusals: readonly (readonly [args: string, named: string, code?: number])[] = [
  ["validate nowhere/flow.yaml", "nowhere"],
  ["compile nowhere/flow.yaml", "nowhere"],
  ["types nowhere/flow.yaml", "nowhere"],
  ["export nowhere --to svg --out /tmp/nowhere", "nowhere"],
  ["import nowhere", "nowhere"],
  ["diff nowhere@1 nowhere@2", "nowhere"],
  ["plan nowhere", "nowhere"],
  ["apply nowhere", "nowhere"],
  ["pull nowhere", "nowhere"],
  ["deploy nowhere/flow.yaml", "nowhere"],
  ["promote nowhere --from dev --to test", "nowhere"],
  ["retire nowhere", "nowhere"],
  ["reviews show nowhere", "nowhere"],
  ["run nowhere --input {}", "nowhere"],
  ["test nowhere/flow.yaml", "nowhere"],
  ["eval 1+", "end", 1],
  ["eval $sum('x')", "sum", 1],
  ["eval [1..99999999]", "range", 1],
  ["eval $now() --tier bounded --input {x", "JSON"],
  ["limits nowhere --simulate nowhere.json", "nowhere"],
  ["mappings show nowhere", "nowhere"],
  [`trace ${id}`, id],
  [`approve ${id} --decision approve`, id],
  [`signal ${id} go`, id],
  [`pause ${id}`, id],
  [`resume ${id}`, id],
  [`cancel ${id}`, id],
  [`redrive ${id}`, id],
  [`replay ${id}`, id],
  [`decide ${id} node --verdict done --reason x`, id],
  [`undo ${id} --retry --reason x`, id],
  [`discard ${id} --reason x`, id],
  [`release ${id}`, id],
  ["schedules pause nowhere", "nowhere"],
  ["switch off nowhere", "nowhere"],
  ["emit order.paid --data {x", "JSON"],
  ["retain --older-than soon", "soon"],
];

const cases = refusals.map(([args, named, code = 2]) => [args, named, code] as const);

it.each(cases)("omnilink %s says what to do", { timeout: 120_000 }, async (args, named, code) => {
  const ask = (...more: string[]) => runOmnilink([...args.split(" "), ...more], { DATABASE_URL: database.url });
  const [result, { stdout, stderr }] = await Promise.all([ask(), ask("--json")]);
  expect(result).toMatchObject({ code, stdout: "" });
  expect(result.stderr).toContain(named);
  expect(result.stderr).toMatch(/→ \S|--help/);
  expect(result.stderr).not.toMatch(/\n\s+at .+:\d+|The command could not be finished/);
  expect([stderr, JSON.stringify(JSON.parse(stdout))]).toEqual([stderr, expect.stringMatching(/"message"/)]);
});
