import { join, resolve } from "node:path";
import type { Command } from "commander";
import { createRepository } from "../../hub/repository/create-repository.ts";
import { CommandStop } from "../command-stop.ts";
import { colors, printJson, say } from "../terminal.ts";

export function addInit(program: Command): void {
  program
    .command("init")
    .description("make a repository for flows: one flow with tests, and a CI file")
    .argument("<dir>", "a folder that is empty or not there yet")
    .option("--json", "print { folder, files }")
    .action(init);
}

async function init(path: string, { json = false }: { json?: boolean }): Promise<void> {
  const folder = resolve(path);
  const created = await createRepository(folder);
  if (!created.ok) throw new CommandStop(`${folder} is not empty: it holds ${created.found}.`, "Name another folder.");
  if (json) return printJson({ folder, files: created.files });
  for (const file of created.files) say(`${colors.green("+")} ${file}`);
  say(`\nTry it: npx omnilink test ${join(path, "flows/welcome")}`);
  say(`Then put the folder under version control, and deploy it: npx omnilink apply ${path}`);
}
