import type { Command } from "commander";
import { readyFlow } from "../flow-argument.ts";
import { reportProblems } from "../report-problems.ts";
import { colors, printJson, say } from "../terminal.ts";

export function addValidate(program: Command): void {
  program
    .command("validate")
    .description("check a flow and list everything that is wrong with it")
    .argument("<flow>", "a flow's folder or its flow.yaml")
    .option("--json", "print { problems: [...] }")
    .action(validate);
}

async function validate(path: string, { json = false }: { json?: boolean }): Promise<void> {
  const { document, problems, folder } = await readyFlow(path);
  if (json) return printJson({ problems });
  reportProblems(problems, { json, file: folder.file });
  const warnings = problems.length === 0 ? "" : `, ${problems.length} ${problems.length === 1 ? "warning" : "warnings"}`;
  say(
    `${colors.green("✓")} ${document.name} ${colors.dim(`(${document.id}): ${document.nodes.length} nodes, no errors${warnings}`)}`,
  );
}
