import { expect, it } from "vitest";
import { catalogue } from "#tests/chaos/catalogue.ts";
import { runChaosTest } from "#tests/chaos/chaos-test.ts";
import { describeReport } from "#tests/chaos/report.ts";

const seed = Number(process.env["OMNILINK_CHAOS_SEED"] ?? 1);

it.each(catalogue.map((test) => ({ name: `${test.id}: ${test.title}`, test })))("$name", async ({ test }) => {
  const report = await runChaosTest(test, { seed, short: true, minutes: 0, progress: () => {} });
  process.stdout.write(`${describeReport(report)}\n`);
  expect(report.problems).toEqual([]);
});
