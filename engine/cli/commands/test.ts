import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import type { Command } from "commander";
import { stringify } from "yaml";
import { runScenario } from "../../hub/scenarios/run-scenario.ts";
import { readScenario } from "../../hub/scenarios/scenario.ts";
import { runFlowMappingTests } from "../../core/mapping/test-cases/flow-mapping-tests.ts";
import { flowsFolder } from "../../host/installation.ts";
import { listFlowFolders } from "../../hub/flow-folder/list-flow-folders.ts";
import type { CompiledFlow } from "../../core/compile/flow-plan.ts";
import { calledFlows } from "../called-flows.ts";
import { CommandStop } from "../command-stop.ts";
import { withEngine } from "../engine-session.ts";
import { existingRun } from "../existing-run.ts";
import { exitCode } from "../exit-code.ts";
import { readyFlow, type ReadyFlow } from "../flow-argument.ts";
import { colors, printJson, say } from "../terminal.ts";
import { formatDuration } from "../trace-view.ts";

export function addTest(program: Command): void {
  program
    .command("test")
    .description("run the tests of a flow's mappings and its scenarios: in memory, in virtual time, calling nobody")
    .argument("[flow]", "a flow's folder or its flow.yaml; without it, all flows of this installation")
    .option("--from-run <run>", "print a test case for a mapping, made of what it saw in this run; needs --node")
    .option("--node <id>", "the map node, with --from-run")
    .option("--json", "print { passed, failed, scenarios: [...], mappings: [...] }")
    .action(test);
}

interface TestResult {
  readonly flow: string;
  readonly file: string;
  readonly name: string;
  readonly passed: boolean;
  readonly mismatches: readonly string[];
  readonly durationMs: number;
}

interface MappingResult {
  readonly flow: string;
  readonly node: string;
  /** Percent of the fields that some passing test has seen. */
  readonly coverage: number;
  readonly tests: readonly { readonly name: string; readonly passed: boolean; readonly mismatches: readonly string[] }[];
}

interface TestOptions {
  readonly json?: boolean;
  readonly fromRun?: string;
  readonly node?: string;
}

async function test(path: string | undefined, { json = false, fromRun, node }: TestOptions): Promise<void> {
  if (fromRun !== undefined) return testOfRun(fromRun, node, json);
  const scenarios: TestResult[] = [];
  const mappings: MappingResult[] = [];
  for (const folder of path === undefined ? listFlowFolders(flowsFolder) : [path]) {
    const flow = await readyFlow(folder);
    say(`\n${colors.bold(flow.document.name)} ${colors.dim(flow.document.id)}`);
    mappings.push(...(await testMappings(flow)));
    scenarios.push(...(await testFlow(flow)));
  }
  const results = [...scenarios, ...mappings.flatMap(({ tests }) => tests)];
  const failed = results.filter((result) => !result.passed).length;
  const passed = results.length - failed;
  if (failed > 0) process.exitCode = exitCode.flowFailed;
  if (json) printJson({ passed, failed, scenarios, mappings });
  say(`\n${passed} passed, ${failed} failed`);
}

/** Prints what belongs into `tests` of the node, or into its `.tests.yaml`. */
async function testOfRun(runId: string, nodeId: string | undefined, json: boolean): Promise<void> {
  if (nodeId === undefined)
    throw new CommandStop("Name the map node with --node.", "Such as: npx omnilink test --from-run RUN --node price");
  await withEngine(async (session) => {
    const run = await existingRun(session, runId);
    const result = await session.engine.runs.testOfStep({ orgId: session.orgId, runId: run.runId, nodeId });
    if (!result?.ok)
      throw new CommandStop(result?.reason ?? "There is no such run.", "See its steps with: npx omnilink trace RUN");
    if (json) printJson(result.test);
    else process.stdout.write(stringify([result.test]));
  });
}

async function testMappings({ document }: ReadyFlow): Promise<readonly MappingResult[]> {
  const reports = await runFlowMappingTests(document);
  return reports.map(({ node, report }) => {
    const { percent, covered, fields } = report.coverage;
    const tests = report.results.map(({ name, passed, differences }) => ({
      name,
      passed,
      mismatches: differences.map(({ path, message }) => `${path || "the value"} ${message}`),
    }));
    say(colors.dim(`  ${node.id}: ${covered} of ${fields} fields seen (${percent} %)`));
    for (const { name, passed, mismatches } of tests) sayTest({ name, passed, mismatches, remark: passed ? "" : node.id });
    return { flow: document.id, node: node.id, coverage: percent, tests };
  });
}

async function testFlow(flow: ReadyFlow): Promise<readonly TestResult[]> {
  const { folder } = flow;
  if (folder.scenarioFiles.length === 0) say(colors.dim("  no scenarios; add scenarios/<name>.yaml beside flow.yaml"));
  const others = await calledFlows(flow);
  const results: TestResult[] = [];
  for (const file of folder.scenarioFiles) {
    const result = await testScenario(flow, file, others);
    sayResult(result);
    results.push(result);
  }
  return results;
}

async function testScenario(flow: ReadyFlow, path: string, others: readonly CompiledFlow[]): Promise<TestResult> {
  const startedAt = performance.now();
  const about = { flow: flow.document.id, file: basename(path) };
  const read = readScenario(await readFile(path, "utf8"));
  if (!read.ok) return { ...about, name: basename(path), passed: false, mismatches: read.messages, durationMs: 0 };
  const { name } = read.scenario;
  try {
    const { passed, mismatches } = await runScenario(flow, read.scenario, others);
    return { ...about, name, passed, mismatches, durationMs: performance.now() - startedAt };
  } catch (error) {
    const mismatches = [error instanceof Error ? error.message : String(error)];
    return { ...about, name, passed: false, mismatches, durationMs: performance.now() - startedAt };
  }
}

const sayResult = ({ file, durationMs, ...result }: TestResult): void =>
  sayTest({ ...result, remark: result.passed ? formatDuration(durationMs) : file });

interface SaidTest extends Pick<TestResult, "name" | "passed" | "mismatches"> {
  readonly remark: string;
}

function sayTest({ name, passed, mismatches, remark }: SaidTest): void {
  const mark = passed ? colors.green("✓") : colors.red("✗");
  say(`  ${mark} ${name} ${colors.dim(remark)}`);
  for (const mismatch of mismatches) say(`      ${mismatch}`);
}
