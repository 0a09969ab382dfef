import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join, resolve, sep } from "node:path";
import type { Command } from "commander";
import { readProject, type ReadProject } from "../../hub/import/typescript/read-project.ts";
import { CommandStop, ProblemStop } from "../command-stop.ts";
import { importFlow } from "../../hub/import/imported-flow.ts";
import { layoutWithNotes } from "../../core/import/import-notes.ts";
import type { ImportedFlow } from "../../core/import/import-result.ts";
import { writeFlow } from "../../core/flow/write-flow.ts";
import { colors, printJson, printTable, say } from "../terminal.ts";

interface ImportOptions {
  readonly out?: string;
  readonly json?: boolean;
}

export function addImport(program: Command): void {
  program
    .command("import")
    .description(
      "read a flow back from an exported project, or make one of an n8n workflow, a state machine (ASL), BPMN 2.0 or an Open Workflow",
    )
    .argument("<source>", "the folder of a project, or the file of another tool")
    .option("--out <folder>", "where it goes; of a file: the folder of flows in which it gets one of its own")
    .option("--json", "print what was done as JSON")
    .action(importCommand);
}

async function importCommand(path: string, { out, json = false }: ImportOptions): Promise<void> {
  const folder = resolve(path);
  const source = await stat(folder).catch(() => undefined);
  if (!source)
    throw new CommandStop(
      `There is nothing at ${folder}.`,
      "Name the file of another tool, or the folder of an exported project.",
    );
  if (source.isFile()) return importFile(folder, out ?? "flows", json);
  const read = readProject(await readFiles(folder));
  if ("problems" in read) throw new ProblemStop(read.problems, join(folder, "flow.yaml"));
  const target = resolve(out ?? folder);
  await mkdir(target, { recursive: true });
  await writeFile(join(target, "flow.yaml"), read.source);
  if (json) return printJson({ flow: read.document.id, edits: read.edits, left: read.left });
  tell(read, join(target, "flow.yaml"));
}

async function importFile(file: string, out: string, json: boolean): Promise<void> {
  const result = await importFlow(await readFile(file, "utf8"), file);
  if (!result.ok) throw new ProblemStop(result.problems, file);
  const { format, document, elements, connections } = result;
  const target = join(resolve(out), document.id);
  if ((await stat(join(target, "flow.yaml")).catch(() => undefined)) !== undefined)
    throw new CommandStop(`${target} holds a flow already.`, "Name another folder with --out, or move that flow away.");
  await mkdir(target, { recursive: true });
  await writeFile(join(target, "flow.yaml"), writeFlow(document));
  const noted = layoutWithNotes(result, new Date().toISOString());
  await writeFile(join(target, "layout.json"), `${JSON.stringify(noted, null, 2)}\n`);
  if (json) return printJson({ format, flow: document.id, folder: target, elements, connections });
  report(result, target);
}

function report({ document, elements, connections }: ImportedFlow, target: string): void {
  printTable(
    ["OUTCOME", "ELEMENT", "NODES", "NOTE"],
    elements.map(({ id, outcome, nodeIds, note = "" }) => [outcome, id, nodeIds.join(", "), note]),
  );
  const count = (outcome: string): number => elements.filter((element) => element.outcome === outcome).length;
  const totals = `${count("translated")} translated, ${count("approximated")} approximated, ${count("unsupported")} unsupported`;
  say(`${colors.green("✓")} ${document.name}: ${totals}, written to ${target}`);
  if (connections.length > 0) say(`${colors.yellow("!")} Set up these connections: ${connections.join(", ")}`);
}

function tell({ document, edits, left }: ReadProject, file: string): void {
  const changes =
    edits.length === 0 ? "nothing was edited" : `${edits.length} ${edits.length === 1 ? "edit" : "edits"} taken over`;
  say(`${colors.green("✓")} ${document.name}: ${changes}, written to ${file}`);
  for (const edit of edits) say(`  ${edit}`);
  for (const line of left) say(`${colors.yellow("!")} ${line}`);
}

const READ = /^(flow\.yaml|src\/[^/]+\.ts|mappings\/[^/]+\.jsonata)$/;

async function readFiles(folder: string): Promise<ReadonlyMap<string, string>> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const paths = names.map((name) => name.split(sep).join("/")).filter((name) => READ.test(name));
  if (!paths.includes("flow.yaml"))
    throw new CommandStop(`${folder} holds no flow.yaml.`, "Name the folder that omnilink export has written.");
  return new Map(await Promise.all(paths.map(async (name) => [name, await readFile(join(folder, name), "utf8")] as const)));
}
