import { writeFile } from "node:fs/promises";
import { InvalidArgumentError, type Command } from "commander";
import type { RunFile } from "../../core/run-file/run-file.ts";
import { LARGEST_VALUE } from "../../core/run-file/write-run-file.ts";
import { CommandStop } from "../command-stop.ts";
import { withEngine } from "../engine-session.ts";
import { existingRun } from "../existing-run.ts";
import { colors, print, printJson, say } from "../terminal.ts";

interface ExportOptions {
  readonly out?: string;
  readonly redact: readonly string[];
  readonly largest: number;
  readonly json?: boolean;
}

export function addRunExport(runs: Command): void {
  runs
    .command("export")
    .description("write a run with its flow into one file that `runs replay` takes on another machine")
    .argument("<run>", "id of the run")
    .option("--out <file>", "where to; default: standard output")
    .option(
      "--redact <field>",
      "mask this field too: a name, or the end of a path such as customer.email; may be repeated",
      (field: string, others: readonly string[]) => [...others, field],
      [] as readonly string[],
    )
    .option("--largest <characters>", "leave out values whose JSON is longer", parseCharacters, LARGEST_VALUE)
    .option("--json", "with --out: print { out, events, redaction }")
    .action(exportRun);
}

async function exportRun(runId: string, { out, redact, largest, json = false }: ExportOptions): Promise<void> {
  const file = await withEngine(async (session) => {
    const { engine, orgId } = session;
    await existingRun(session, runId);
    return engine.runs.exportFile({ orgId, runId, mask: redact, largest });
  });
  if (!file) throw new CommandStop(`There is no run ${runId}.`, "List the runs with: npx omnilink runs");
  const text = JSON.stringify(file, null, 2);
  if (out === undefined) return print(text);
  await write(out, `${text}\n`);
  if (json) return printJson({ out, events: file.events.length, redaction: file.redaction });
  say(`${colors.green("✓")} ${out}: ${file.events.length} events of run ${runId}`);
  for (const line of redactionLines(file.redaction)) say(`  ${line}`);
}

async function write(out: string, text: string): Promise<void> {
  try {
    await writeFile(out, text);
  } catch (error) {
    throw new CommandStop(`${out} cannot be written: ${(error as Error).message}.`, "Name a file in a folder that is there.");
  }
}

/** What is not in the file any more. */
export function redactionLines({ fields, copies, leftOut }: RunFile["redaction"]): readonly string[] {
  const masked = fields.map(({ path, times }) => `masked ${path}${times > 1 ? ` (${times} times)` : ""}`);
  const again = copies === 0 ? [] : [`masked ${copies} ${copies === 1 ? "place" : "places"} where these values stood again`];
  const large = leftOut.map(({ path, characters }) => `left out ${path} (${characters} characters)`);
  return [...masked, ...again, ...large];
}

function parseCharacters(text: string): number {
  const characters = Number(text);
  if (!Number.isSafeInteger(characters) || characters < 1) throw new InvalidArgumentError("It must be a number from 1.");
  return characters;
}
