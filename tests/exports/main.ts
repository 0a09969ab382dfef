/**
 * `npm run exports:check [-- --only orderApproval] [-- --keep FOLDER]`: every example flow as its user has it. It is exported
 * to a folder outside the repository, installed from the registry that npm is set up with, compiled, run in memory and on the
 * engine for each of its scenarios against real systems, and read back. Exit code 1 when anything differs.
 */
import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { contentHash } from "#engine/core/flow/canonical-hash.ts";
import { startEmbeddedPostgres } from "#engine/host/embedded-postgres.ts";
import type { Scenario } from "#engine/hub/scenarios/scenario.ts";
import { migrateDatabase } from "#engine/postgres/migrate.ts";
import { withClient } from "#engine/postgres/probe.ts";
import { withDatabaseName } from "#tests/support/test-database.ts";
import { faultsOf } from "./demo-outside.ts";
import { hashReadBack, mustRun, writeProject, type ExampleProject } from "./example-project.ts";
import { differences } from "./outcome.ts";
import { runDurably } from "./run-durably.ts";
import { runInMemory } from "./run-in-memory.ts";

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const { values } = parseArgs({ options: { only: { type: "string" }, keep: { type: "string" } } });
const flows = resolve(import.meta.dirname, "../../flows");

const folder = values.keep === undefined ? await mkdtemp(join(tmpdir(), "omnilink-exports-")) : resolve(values.keep);
await mkdir(folder, { recursive: true });
const given = process.env["DATABASE_URL"];
const server = given === undefined ? await startEmbeddedPostgres({ root: join(folder, "postgres") }) : undefined;
let failed = 0;
try {
  const names = (await readdir(flows, { withFileTypes: true })).filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const projects = await Promise.all(names.map((name) => writeProject(join(flows, name), join(folder, "projects"))));
  const chosen = projects.filter(({ name }) => values.only === undefined || values.only.split(",").includes(name));
  for (const project of chosen) await check(project, projects);
} finally {
  await server?.stop();
  if (values.keep === undefined) await rm(folder, { recursive: true, force: true });
}
say(failed === 0 ? "All exported flows do what the engine does." : `${failed} checks failed.`);
process.exit(failed === 0 ? 0 : 1);

async function check(project: ExampleProject, all: readonly ExampleProject[]): Promise<void> {
  const { name, folder: cwd, document } = project;
  say(`\n${name}`);
  const isInstalled = await attempt("npm ci", () => mustRun(cwd, "npm", "ci", "--no-audit", "--no-fund"));
  if (!isInstalled) return;
  await attempt("npx tsc --strict", () => mustRun(cwd, "npx", "tsc", "--strict"));
  await attempt("npm test", () => mustRun(cwd, "npm", "test"));
  for (const scenario of project.scenarios) await attempt(scenario.name, () => compare(project, scenario, all));
  await attempt(`omnilink import, content ${contentHash(document).slice(7, 19)}`, async () => {
    const hash = await hashReadBack(project);
    if (hash !== contentHash(document)) throw new Error(`It was read back as ${hash}.`);
  });
}

async function attempt(what: string, work: () => Promise<unknown>): Promise<boolean> {
  try {
    const said = await work();
    say(`  ✓ ${what}${typeof said === "string" ? said : ""}`);
    return true;
  } catch (error) {
    failed += 1;
    say(`  ✗ ${what}\n      ${(error as Error).message.replaceAll("\n", "\n      ")}`);
    return false;
  }
}

/** Says how the runs ended, or why there is nothing to compare. */
async function compare(project: ExampleProject, scenario: Scenario, all: readonly ExampleProject[]): Promise<string> {
  const { folder: cwd, document } = project;
  if (scenario.expect.status === "waiting") return " (not run: it waits for somebody)";
  if (Object.values(scenario.decisions ?? {}).some(({ decision }) => decision === "timeout"))
    return " (not run: days would have to pass)";
  const called = all.filter(({ name }) =>
    document.nodes.some(({ kind, config }) => kind === "subFlow" && config?.["flow"] === name),
  );
  const example = {
    ...{ folder: cwd, document, scenario, faults: faultsOf(document, scenario), sources: called.map(({ source }) => source) },
    flows: Object.fromEntries(
      called.map((one) => [`FLOW_${one.name.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toUpperCase()}`, one.folder]),
    ),
  };
  // A sub-flow's project needs its packages as well.
  for (const one of called) await mustRun(one.folder, "npm", "ci", "--no-audit", "--no-fund");
  const inMemory = await runInMemory(example);
  const durable = await withDatabase((url) => runDurably(example, url));
  const found = differences(inMemory, durable);
  if (found.length > 0) throw new Error(found.join("\n"));
  return `: ${durable.status}, ${durable.steps.length} steps, ${durable.effects.length} effects`;
}

/** Each run has a database of its own, so that it meets no flow but its own. */
async function withDatabase<Result>(work: (url: string) => Promise<Result>): Promise<Result> {
  const cluster = withDatabaseName(given ?? server!.url, "postgres");
  const name = `omnilink_exports_${randomBytes(6).toString("hex")}`;
  await withClient(cluster, (client) => client.query(`create database "${name}"`));
  try {
    await migrateDatabase(withDatabaseName(cluster, name));
    return await work(withDatabaseName(cluster, name));
  } finally {
    await withClient(cluster, (client) => client.query(`drop database "${name}" with (force)`));
  }
}
