import type { Command } from "commander";
import type { Benchmark, BenchOptions, BenchResult } from "../../bench/bench-options.ts";
import { benchmarks } from "../../bench/benchmarks.ts";
import { describeMachine } from "../../bench/machine.ts";
import { CommandStop } from "../command-stop.ts";
import { withDatabase } from "../engine-session.ts";
import { positiveInteger } from "../option-values.ts";
import { colors, print, printJson, say } from "../terminal.ts";

interface BenchCommandOptions extends Omit<BenchOptions, "databaseUrl" | "progress"> {
  readonly json?: boolean;
}

export function addBench(program: Command): void {
  const names = Object.entries(benchmarks).map(([name, { description }]) => `  ${name.padEnd(14)} ${description}`);
  program
    .command("bench")
    .description("measure the engine on this machine, in databases of its own")
    .argument("[names...]", "benchmarks to run; all when none is named")
    .option("--runs <number>", "runs under load; each benchmark has its own default", positiveInteger)
    .option("--alone <number>", "runs timed one by one", positiveInteger, 200)
    .option("--concurrency <number>", "runs driven side by side at most", positiveInteger, 100)
    .option("--small", "less data, for a quick look", false)
    .option("--json", "print one object, a key per benchmark")
    .addHelpText("after", `\nBenchmarks:\n${names.join("\n")}`)
    .action(measure);
}

async function measure(asked: readonly string[], { json = false, ...options }: BenchCommandOptions): Promise<void> {
  const chosen = (asked.length > 0 ? asked : Object.keys(benchmarks)).map((name) => [name, findBenchmark(name)] as const);
  const results: Record<string, BenchResult> = {};
  await withDatabase(async (databaseUrl) => {
    for (const [name, benchmark] of chosen) {
      const progress = (line: string): void => say(colors.dim(`${name}: ${line}`));
      results[name] = await benchmark.run({ ...options, databaseUrl, progress });
    }
  });
  if (json) return printJson({ machine: describeMachine(), settings: options, ...results });
  for (const [name, result] of Object.entries(results)) printResult(name, result);
}

function findBenchmark(name: string): Benchmark {
  const benchmark = benchmarks[name];
  if (benchmark) return benchmark;
  throw new CommandStop(`There is no benchmark "${name}".`, `There are: ${Object.keys(benchmarks).join(", ")}.`);
}

function printResult(name: string, result: BenchResult): void {
  print(colors.bold(name));
  for (const [figure, value] of Object.entries(result)) {
    print(`  ${figure.padEnd(32)} ${value.toLocaleString("en-US")}`);
  }
}
