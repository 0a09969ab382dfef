/**
 * Adds histories to the corpus: `node tests/replay-corpus/record.ts FILE SOURCE`, where SOURCE is
 * `random SEED COUNT`, `sagas SEED COUNT`, `parallel SEED COUNT`, `scenarios`, or `postgres` (with DATABASE_URL; it makes a database of its own there). A file that
 * exists is never written again: what a recorded run means is not for a later release to say.
 */
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { recordHistory, type History } from "./history.ts";
import { recordParallel } from "./record-parallel.ts";
import { recordPostgres } from "./record-postgres.ts";
import { recordRandom } from "./record-random.ts";
import { recordSagas } from "./record-sagas.ts";
import { compileFlow } from "#engine/core/compile/compile-flow.ts";
import { readFlow } from "#engine/core/flow/read-flow.ts";
import { runScenario } from "#engine/hub/scenarios/run-scenario.ts";
import { readScenario } from "#engine/hub/scenarios/scenario.ts";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";

async function recordScenarios(): Promise<readonly History[]> {
  const flows = join(import.meta.dirname, "../../flows");
  const histories: History[] = [];
  for (const folder of readdirSync(flows, { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
    const { document } = readFlow(readFileSync(join(flows, folder.name, "flow.yaml"), "utf8"));
    const plan = document && compileFlow(document, nodeDefinitions).plan;
    if (!plan) continue;
    for (const file of readdirSync(join(flows, folder.name, "scenarios"))) {
      const read = readScenario(readFileSync(join(flows, folder.name, "scenarios", file), "utf8"));
      if (!read.ok) throw new Error(`${file} is no scenario.`);
      const { events } = await runScenario({ document, plan }, read.scenario);
      if (events.length > 0) histories.push(recordHistory(`${folder.name}/${file}`, "run-1", document, events));
    }
  }
  return histories;
}

const [file = "", source, ...rest] = process.argv.slice(2);
const path = join(import.meta.dirname, `${file}.jsonl.gz`);
if (!/^[a-z0-9-]+$/.test(file)) throw new Error("Name the new file: letters, digits and -.");
if (existsSync(path)) throw new Error(`${path} exists, and what is recorded stays as it is. Choose another name.`);
const [seed = "1", count = "100"] = rest;
const sources: Readonly<Record<string, () => Promise<readonly History[]>>> = {
  random: () => recordRandom(Number(seed), Number(count)),
  sagas: () => recordSagas(Number(seed), Number(count)),
  parallel: () => recordParallel(Number(seed), Number(count)),
  scenarios: recordScenarios,
  postgres: () => recordPostgres(process.env["DATABASE_URL"] ?? ""),
};
const histories = await sources[source ?? ""]?.();
if (!histories) throw new Error(`Name where the runs come from: ${Object.keys(sources).join(", ")}.`);
writeFileSync(path, gzipSync(`${histories.map((history) => JSON.stringify(history)).join("\n")}\n`, { level: 9 }));
process.stdout.write(
  `${histories.length} histories, ${histories.reduce((sum, { events }) => sum + events.length, 0)} events in ${path}\n`,
);
