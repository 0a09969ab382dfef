/** `npm run chaos [-- --seed N --minutes M --only T1,T3]`: the long form of the fault tests. Exit code 1 when one failed. */
import { appendFileSync, mkdirSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { catalogue } from "./catalogue.ts";
import { runChaosTest, type ChaosTest } from "./chaos-test.ts";
import { describeReport, verdict, type ChaosReport } from "./report.ts";

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const { values } = parseArgs({
  options: { seed: { type: "string" }, minutes: { type: "string" }, only: { type: "string" }, short: { type: "boolean" } },
});
const seed = Number(values.seed ?? Date.now() % 2 ** 31);
const minutes = Number(values.minutes ?? 5);
if (!Number.isInteger(seed) || !(minutes > 0)) {
  say("--seed is a whole number, --minutes a number greater than 0.");
  process.exit(2);
}

const folder = resolve(import.meta.dirname, "../../test-results");
const file = resolve(folder, `chaos-${seed}.jsonl`);
mkdirSync(folder, { recursive: true });
rmSync(file, { force: true });

say(`SEED=${seed}`);
const reports: ChaosReport[] = [];
for (const test of chosen(values.only)) {
  say(`${test.id} ${test.title} …`);
  const options = { seed, short: values.short === true, minutes, progress: (line: string) => say(`   ${line}`) };
  const report = await runChaosTest(test, options);
  reports.push(report);
  appendFileSync(file, `${JSON.stringify(report)}\n`);
  say(describeReport(report));
}
say(`Results: ${file}`);
say(reports.map((report) => `${report.test} ${verdict(report)}`).join(", "));
process.exit(reports.some((report) => verdict(report) === "failed") ? 1 : 0);

function chosen(only: string | undefined): readonly ChaosTest[] {
  if (only === undefined) return catalogue;
  const ids = only.split(",").map((id) => id.trim().toUpperCase());
  const unknown = ids.find((id) => !catalogue.some((test) => test.id === id));
  if (unknown === undefined) return catalogue.filter(({ id }) => ids.includes(id));
  say(`There is no test ${unknown}. Choose from ${catalogue.map(({ id }) => id).join(", ")}.`);
  process.exit(2);
}
