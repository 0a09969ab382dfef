import { execFile } from "node:child_process";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compileFlow } from "#engine/core/compile/compile-flow.ts";
import type { CompiledFlow } from "#engine/core/compile/flow-plan.ts";
import { LOCKED_PACKAGES } from "#engine/core/export/typescript/locked-packages.ts";
import { contentHash } from "#engine/core/flow/canonical-hash.ts";
import { readFlow } from "#engine/core/flow/read-flow.ts";
import type { Json } from "#engine/export-kit/json.ts";
import { memoryWorld } from "#engine/export-kit/memory-world.ts";
import { StepFailure } from "#engine/export-kit/failure.ts";
import type { World } from "#engine/export-kit/world.ts";
import { exportFlow } from "#engine/hub/export/export-flow.ts";
import { loadFlowFolder } from "#engine/hub/flow-folder/load-flow-folder.ts";
import { readProject } from "#engine/hub/import/typescript/read-project.ts";
import { runScenario } from "#engine/hub/scenarios/run-scenario.ts";
import { scenarioInput } from "#engine/hub/scenarios/scenario-input.ts";
import { readScenario, type Scenario } from "#engine/hub/scenarios/scenario.ts";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import { loadExported, type ExportedFlow } from "#tests/support/exported-flow.ts";

const ROOT = join(process.cwd(), "test-results", "exported-projects");
const flowNames = (await readdir("flows", { withFileTypes: true }))
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

interface Example extends CompiledFlow {
  readonly name: string;
  readonly source: string;
  readonly scenarios: readonly Scenario[];
}

async function readExample(name: string): Promise<Example> {
  const loaded = await loadFlowFolder(join("flows", name));
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  const { source, scenarioFiles } = loaded.folder;
  const document = readFlow(source).document!;
  const scenarios = await Promise.all(scenarioFiles.map(async (file) => readScenario(await readFile(file, "utf8"))));
  const read = scenarios.flatMap((result) => (result.ok ? [result.scenario] : []));
  return { name, source, document, plan: compileFlow(document, nodeDefinitions).plan!, scenarios: read };
}

describe("exported example flows", () => {
  let examples: readonly Example[];
  let programs: ReadonlyMap<string, ExportedFlow>;

  beforeAll(async () => {
    await rm(ROOT, { recursive: true, force: true });
    examples = await Promise.all(flowNames.map(readExample));
    programs = new Map(
      await Promise.all(
        examples.map(async ({ name, document }) => [name, await loadExported(document, join(ROOT, "run", name))] as const),
      ),
    );
  });
  afterAll(() => rm(ROOT, { recursive: true, force: true }));

  it("compile under tsc --strict, with their tests, which pass", async () => {
    for (const { name, document, source } of examples) {
      for (const { path, text } of await exportFlow({ document, source }, "ts")) {
        await mkdir(dirname(join(ROOT, "check", name, path)), { recursive: true });
        await writeFile(join(ROOT, "check", name, path), text);
      }
    }
    const settings = JSON.parse(await readFile(join(ROOT, "check", flowNames[0]!, "tsconfig.json"), "utf8")) as {
      include: string[];
    };
    await writeFile(join(ROOT, "check", "tsconfig.json"), JSON.stringify({ ...settings, include: ["*/src", "*/test"] }));
    const tsc = join(process.cwd(), "node_modules/typescript/bin/tsc");
    await promisify(execFile)(process.execPath, [tsc, "--strict", "-p", join(ROOT, "check")]);
    const tests = flowNames.map((name) => join(ROOT, "check", name, "test/flow.test.ts"));
    const { stdout } = await promisify(execFile)(process.execPath, ["--test", "--test-reporter=tap", ...tests]);
    expect(stdout).toContain(`# pass ${flowNames.length}`);
  }, 120_000);

  it.each(flowNames)("%s: ends as on the engine in each of its scenarios", async (name) => {
    const example = examples.find((each) => each.name === name)!;
    for (const scenario of example.scenarios) {
      const engine = await runScenario(example, scenario, examples);
      if (engine.status === "waiting") continue;
      const world = scriptedWorld(scenario, programs);
      const trigger = scenario.trigger ?? example.plan.triggers[0]!;
      const result = await programs.get(name)!.runFlow(world, scenarioInput(scenario) as Json, trigger);
      expect({ scenario: scenario.name, status: result.status }).toEqual({ scenario: scenario.name, status: engine.status });
      const undone = world.events.flatMap((event) => (event.type === "step.undone" ? [event.nodeId] : []));
      expect(undone).toEqual(engine.events.flatMap((event) => (event.type === "step.undone" ? [event.data.nodeId] : [])));
      if (!readsIds(example)) expect(result.output).toEqual(engine.output);
    }
  });

  it.each(flowNames)("%s: is read back with the same content, byte for byte", async (name) => {
    const { document, source } = examples.find((each) => each.name === name)!;
    const files = await exportFlow({ document, source }, "ts");
    expect(await exportFlow({ document, source }, "ts")).toEqual(files);
    const read = readProject(new Map(files.map(({ path, text }) => [path, text])));
    if ("problems" in read) throw new Error(JSON.stringify(read.problems));
    expect(read).toMatchObject({ source, edits: [], left: [] });
    expect(contentHash(read.document)).toBe(contentHash(document));
  });

  it("give edits of mappings and steps back to the flow, and name what they cannot", async () => {
    const { document, source } = examples.find(({ name }) => name === "orderApproval")!;
    const files = new Map((await exportFlow({ document, source }, "ts")).map(({ path, text }) => [path, text]));
    files.set("mappings/price.jsonata", '{ "total": 1 }');
    files.set("src/steps.ts", files.get("src/steps.ts")!.replace('"/shipments"', '"/parcels"'));
    files.set("src/machine.ts", files.get("src/machine.ts")!.replace('target: "ship"', 'target: "_end"'));
    const read = readProject(files);
    if ("problems" in read) throw new Error(JSON.stringify(read.problems));
    expect(read.edits).toEqual(["price: config", "ship: config"]);
    expect(read.left).toEqual([expect.stringContaining("src/machine.ts was edited")]);
    const before = document.nodes.find(({ id }) => id === "ship")!.config;
    expect(read.document.nodes.find(({ id }) => id === "ship")?.config).toEqual({ ...before, url: "/parcels" });
    expect(readFlow(read.source).document).toEqual(read.document);
  });

  it("pin the packages that this repository is tested with", async () => {
    const lock = JSON.parse(await readFile("package-lock.json", "utf8")) as {
      packages: Record<string, { version: string; integrity: string }>;
    };
    for (const [name, { version, integrity }] of Object.entries(LOCKED_PACKAGES)) {
      const ours = lock.packages[`node_modules/${name}`]!;
      expect({ name, version, integrity }).toEqual({ name, version: ours.version, integrity: ours.integrity });
    }
  });
});

/** Their output names the event or the mail that was sent, whose id each world makes up. */
const readsIds = ({ document }: Example): boolean =>
  document.nodes.some(({ kind }) => ["emit", "notify", "subFlow"].includes(kind));

const DECISIONS = { approve: "approved", reject: "rejected", answer: "answered" } as const;

function scriptedWorld({ answers = {}, decisions = {}, signals = [] }: Scenario, programs: ReadonlyMap<string, ExportedFlow>) {
  const counts = new Map<string, number>();
  const left = [...signals];
  const next = (nodeId: string) => {
    const nth = counts.get(nodeId) ?? 0;
    counts.set(nodeId, nth + 1);
    const script = answers[nodeId] ?? [];
    return script[Math.min(nth, script.length - 1)];
  };
  const world = memoryWorld({
    send: ({ nodeId }) => {
      const answer = next(nodeId);
      if (!answer) throw new StepFailure({ code: "http/blocked", message: "a scenario calls nobody" });
      if ("error" in answer)
        throw new StepFailure({ code: `http/${answer.error}`, message: "as the scenario says", retryable: true });
      return { status: answer.status, body: (answer.body ?? null) as Json, headers: answer.headers ?? {} };
    },
    decide: ({ nodeId }) => {
      const { decision = "timeout", comment, data } = decisions[nodeId] ?? {};
      if (decision === "timeout") return undefined;
      const said = { ...(comment === undefined ? {} : { comment }), ...(data === undefined ? {} : { answer: data as Json }) };
      return { decision: DECISIONS[decision], by: "scenario", ...said };
    },
    signal: (name) => (left.find((signal) => signal.name === name)?.payload ?? undefined) as Json | undefined,
    tell: ({ nodeId }) => {
      const answer = next(String(nodeId));
      if (answer && "error" in answer)
        throw new StepFailure({ code: "mail/unavailable", message: "as the scenario says", retryable: true });
    },
  });
  const runFlow: World["runFlow"] = async (flow, input) => (await programs.get(flow)!.runFlow(world, input)).output ?? null;
  return { ...world, runFlow };
}
