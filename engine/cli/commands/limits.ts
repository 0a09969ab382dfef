import type { Command } from "commander";
import { z } from "zod";
import { limitsSchema } from "../../core/limits/limits-schema.ts";
import { simulateLimits, type Simulation } from "../../core/limits/simulate.ts";
import { CommandStop } from "../command-stop.ts";
import { readyFlow } from "../flow-argument.ts";
import { readInput } from "../read-input.ts";
import { print, printJson, printTable } from "../terminal.ts";

interface LimitsOptions {
  readonly simulate: string;
  readonly json?: boolean;
}

const atMs = z.number().min(0);
const arrivalSchema = z.strictObject({ atMs, durationMs: z.number().min(0), input: z.json().default({}) });
const versionSchema = z.strictObject({ atMs, limits: limitsSchema });
const arrivalsSchema = z.array(z.union([arrivalSchema, versionSchema])).max(10_000);

export function addLimits(program: Command): void {
  program
    .command("limits")
    .description("show what the limits of a flow do to starts: which are refused, and when the others begin")
    .argument("<flow>", "flow folder or flow.yaml")
    .requiredOption(
      "--simulate <file>",
      "JSON list of arrivals: { atMs, durationMs, input }, and of versions that go live: { atMs, limits }",
    )
    .option("--json", "print { starts, runs }")
    .action(simulateFlow);
}

async function simulateFlow(path: string, { simulate: file, json = false }: LimitsOptions): Promise<void> {
  const { document } = await readyFlow(path);
  const events = arrivalsSchema.safeParse(await readInput(file));
  if (!events.success) {
    const at = events.error.issues[0]?.path.join(".") ?? "";
    throw new CommandStop(
      `The arrivals cannot be used${at === "" ? "" : `: look at ${at}`}.`,
      'Write them as [{ "atMs": 0, "durationMs": 100, "input": {} }], and a version that goes live as { "atMs": 50, "limits": {} }.',
    );
  }
  const arrivals = events.data.filter((event) => "durationMs" in event);
  const versions = events.data.filter((event) => "limits" in event);
  const simulation = await simulateLimits(document.limits ?? {}, arrivals, versions).catch((error: Error) => {
    throw new CommandStop(error.message, "Change the input of that arrival, or the limits of the flow.");
  });
  if (json) return printJson(simulation);
  printTable(["ARRIVAL", "AT", "OUTCOME", "RUN", "BEGINS", "ENDS"], rowsOf(simulation, arrivals));
  print(summary(simulation));
}

function rowsOf({ starts, runs }: Simulation, arrivals: readonly { readonly atMs: number }[]): string[][] {
  return starts.map(({ outcome, run, untilMs }, index) => {
    const made = run === undefined ? undefined : runs[run];
    const said =
      outcome === "rateLimited" ? `refused until ${untilMs}` : outcome === "skipped" ? "refused: a run is open" : outcome;
    const begins = outcome === "skipped" ? "" : String(made?.startedMs ?? "");
    const ends = outcome === "skipped" || made === undefined ? "" : `${made.endedMs}${made.isCanceled ? " (canceled)" : ""}`;
    return [String(index + 1), String(arrivals[index]!.atMs), said, run === undefined ? "" : String(run + 1), begins, ends];
  });
}

function summary({ starts, runs }: Simulation): string {
  const refused = starts.filter(({ outcome }) => outcome === "rateLimited" || outcome === "skipped").length;
  const waits = runs.map(({ createdMs, startedMs = createdMs }) => startedMs - createdMs);
  return `${starts.length} starts: ${runs.length} runs, ${refused} refused; the longest wait was ${Math.max(0, ...waits)} ms`;
}
