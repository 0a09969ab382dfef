import { mkdir, readdir, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { Option, type Command } from "commander";
import { exportTargets, type ExportTarget } from "../../core/export/export-target.ts";
import { projectProblems } from "../../core/export/typescript/engine-only.ts";
import { exportFlow } from "../../hub/export/export-flow.ts";
import { CommandStop } from "../command-stop.ts";
import { readyFlow } from "../flow-argument.ts";
import { reportProblems } from "../report-problems.ts";
import { colors, printJson, say } from "../terminal.ts";

interface ExportOptions {
  readonly to: ExportTarget;
  readonly out: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

export function addExport(program: Command): void {
  program
    .command("export")
    .description("write a flow as code, as a drawing or for another tool")
    .argument("<flow>", "a flow's folder or its flow.yaml")
    .addOption(
      new Option("--to <form>", "TypeScript project, YAML, Mermaid, SVG or BPMN 2.0").choices(exportTargets).default("ts"),
    )
    .requiredOption("--out <folder>", "where the files go")
    .option("--force", "write into a folder that is not empty; files of the same name are replaced")
    .option("--json", "print { files: [...] }")
    .action(exportCommand);
}

async function exportCommand(path: string, { to, out, force = false, json = false }: ExportOptions): Promise<void> {
  const { document, folder, problems } = await readyFlow(path);
  const kept = to === "ts" ? projectProblems(document) : [];
  reportProblems([...problems, ...kept], { json, file: folder.file });
  const files = await exportFlow({ document, source: folder.source, layout: folder.layout }, to);
  const target = resolve(out);
  if (!force) await requireEmpty(target);
  for (const { path: name, text } of files) {
    await mkdir(dirname(join(target, name)), { recursive: true });
    await writeFile(join(target, name), text);
  }
  if (json) return printJson({ files: files.map((file) => file.path) });
  say(`${colors.green("✓")} ${document.name}: ${files.length} ${files.length === 1 ? "file" : "files"} written to ${target}`);
}

async function requireEmpty(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  if (names.length > 0)
    throw new CommandStop(`The folder ${folder} is not empty.`, "Name another one, or write over it with --force.");
}
