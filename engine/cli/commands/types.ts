import { writeFile } from "node:fs/promises";
import type { Command } from "commander";
import { flowTypesText } from "../../core/export/typescript/flow-types.ts";
import { nodeDefinitions } from "../../nodes/definitions.ts";
import { readyFlow } from "../flow-argument.ts";
import { reportProblems } from "../report-problems.ts";
import { colors, print, printJson, say } from "../terminal.ts";

export function addTypes(program: Command): void {
  program
    .command("types")
    .description("write TypeScript types of what a flow takes and gives, for its tests and its callers")
    .argument("<flow>", "a flow's folder or its flow.yaml")
    .option("--out <file>", "write them to a file instead of standard output")
    .option("--json", "print { types: text }")
    .action(types);
}

async function types(path: string, { out, json = false }: { out?: string; json?: boolean }): Promise<void> {
  const { document, problems, folder } = await readyFlow(path);
  if (!json) reportProblems(problems, { json, file: folder.file });
  const text = flowTypesText(document, nodeDefinitions);
  if (out !== undefined) {
    await writeFile(out, text);
    say(`${colors.green("✓")} ${document.name}: types written to ${out}`);
  } else if (!json) print(text.trimEnd());
  if (json) printJson({ types: text });
}
