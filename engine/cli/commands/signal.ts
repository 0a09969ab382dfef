import { randomUUID } from "node:crypto";
import { userInfo } from "node:os";
import type { Command } from "commander";
import { existingRun } from "../existing-run.ts";
import { driveOn } from "../drive-on.ts";
import { withEngine } from "../engine-session.ts";
import { refusePost } from "../refuse-post.ts";
import { readInput } from "../read-input.ts";
import { colors, printJson, say } from "../terminal.ts";

interface SignalOptions {
  readonly key?: string;
  readonly json?: boolean;
}

export function addSignal(program: Command): void {
  program
    .command("signal")
    .description("send a signal to a run")
    .argument("<run>", "id of the run")
    .argument("<name>", "name of the signal")
    .argument("[data]", "its payload: JSON text, a file, or - for standard input")
    .option("--key <text>", "the same key is delivered once, however often it is sent")
    .option("--json", "print { runId, signal, result }")
    .action(signal);
}

async function signal(
  runId: string,
  name: string,
  data: string | undefined,
  { key, json = false }: SignalOptions,
): Promise<void> {
  const payload = await readInput(data);
  await withEngine(async (session) => {
    const { engine, orgId } = session;
    const run = await existingRun(session, runId);
    const dedupeKey = `signal:${key ?? randomUUID()}`;
    const result = await engine.runs.signal({ orgId, runId, name, payload, dedupeKey, by: userInfo().username });
    refusePost(result, runId);
    say(`${colors.green("✓")} ${result === "duplicate" ? "The signal had arrived before." : `Signal ${name} sent.`}`);
    if (result === "stored") await driveOn(session, run);
    if (json) printJson({ runId, signal: name, result });
  });
}
