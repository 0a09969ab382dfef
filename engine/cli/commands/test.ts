import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import type { Command } from "commander";
import { runScenario } from "../../hub/scenarios/run-scenario.ts";
import { readScenario } from "../../hub/scenarios/scenario.ts";
import { flowsFolder } from "../../host/installation.ts";
import { listFlowFolders } from "../../hub/flow-folder/list-flow-folders.ts";
import { exitCode } from "../exit-code.ts";
import { readyFlow, type ReadyFlow } from "../flow-argument.ts";
import { colors, printJson, say } from "../terminal.ts";
import { formatDuration } from "../trace-view.ts";

export function addTest(program: Command): void {
  program
    .command("test")
    .description("run the scenarios of a flow: in memory, in virtual time, calling nobody")
    .argument("[flow]", "a flow's folder or its flow.yaml; without it, all flows of this installation")
    .option("--json", "print { passed, failed, scenarios: [...] }")
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

async function test(path: string | undefined, { json = false }: { json?: boolean }): Promise<void> {
  const scenarios: TestResult[] = [];
  for (const folder of path === undefined ? listFlowFolders(flowsFolder) : [path]) {
    scenarios.push(...(await testFlow(await readyFlow(folder))));
  }
  const failed = scenarios.filter((scenario) => !scenario.passed).length;
  const passed = scenarios.length - failed;
  if (failed > 0) process.exitCode = exitCode.flowFailed;
  if (json) printJson({ passed, failed, scenarios });
  say(`\n${passed} passed, ${failed} failed`);
}

async function testFlow(flow: ReadyFlow): Promise<readonly TestResult[]> {
  const { folder, document } = flow;
  say(`\n${colors.bold(document.name)} ${colors.dim(document.id)}`);
  if (folder.scenarioFiles.length === 0) say(colors.dim("  no scenarios; add scenarios/<name>.yaml beside flow.yaml"));
  const results: TestResult[] = [];
  for (const file of folder.scenarioFiles) {
    const result = await testScenario(flow, file);
    sayResult(result);
    results.push(result);
  }
  return results;
}

async function testScenario(flow: ReadyFlow, path: string): Promise<TestResult> {
  const startedAt = performance.now();
  const about = { flow: flow.document.id, file: basename(path) };
  const read = readScenario(await readFile(path, "utf8"));
  if (!read.ok) return { ...about, name: basename(path), passed: false, mismatches: read.messages, durationMs: 0 };
  const { name } = read.scenario;
  try {
    const { passed, mismatches } = await runScenario(flow, read.scenario);
    return { ...about, name, passed, mismatches, durationMs: performance.now() - startedAt };
  } catch (error) {
    const mismatches = [error instanceof Error ? error.message : String(error)];
    return { ...about, name, passed: false, mismatches, durationMs: performance.now() - startedAt };
  }
}

function sayResult({ name, passed, mismatches, file, durationMs }: TestResult): void {
  const mark = passed ? colors.green("✓") : colors.red("✗");
  say(`  ${mark} ${name} ${colors.dim(passed ? formatDuration(durationMs) : file)}`);
  for (const mismatch of mismatches) say(`      ${mismatch}`);
}
