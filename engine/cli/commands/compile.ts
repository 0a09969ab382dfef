import { writeFile } from "node:fs/promises";
import type { Command } from "commander";
import { readyFlow } from "../flow-argument.ts";
import { reportProblems } from "../report-problems.ts";
import { colors, print, printJson, say } from "../terminal.ts";

export function addCompile(program: Command): void {
  program
    .command("compile")
    .description("compile a flow to the machines that run it")
    .argument("<flow>", "a flow's folder or its flow.yaml")
    .option("--out <file>", "write the plan to a file instead of standard output")
    .option("--json", "print the plan on one line, for programs")
    .action(compile);
}

async function compile(path: string, { out, json = false }: { out?: string; json?: boolean }): Promise<void> {
  const { plan, problems, folder } = await readyFlow(path);
  if (!json) reportProblems(problems, { json, file: folder.file });
  const text = JSON.stringify(plan, null, 2);
  if (out !== undefined) {
    await writeFile(out, `${text}\n`);
    say(`${colors.green("✓")} ${Object.keys(plan.chains).length} machines written to ${out}`);
  } else if (json) printJson(plan);
  else print(text);
}
