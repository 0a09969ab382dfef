import type { Command } from "commander";
import { START_ANEW_EXIT_CODE } from "../../host/exit-codes.ts";
import { onStop } from "../../host/child-protocol.ts";
import { openOutside } from "../../host/outside.ts";
import { startWorker } from "../../host/start-worker.ts";
import { CommandStop } from "../command-stop.ts";
import { positiveInteger } from "../option-values.ts";
import { migrateDatabase } from "../../postgres/migrate.ts";
import { print, say } from "../terminal.ts";

interface WorkerCommandOptions {
  readonly concurrency?: number;
  readonly json?: boolean;
}

const STOP_GRACE_MS = 5_000;

export function addWorker(program: Command): void {
  program
    .command("worker")
    .description("drive runs until stopped; start as many as you like, on any machine")
    .option("--concurrency <number>", "runs driven side by side at most", positiveInteger)
    .option("--json", "log as lines of JSON")
    .action(work);
}

async function work({ concurrency, json = false }: WorkerCommandOptions): Promise<void> {
  const databaseUrl = process.env["DATABASE_URL"];
  if (databaseUrl === undefined) {
    throw new CommandStop("A worker needs a database.", "Set DATABASE_URL; npm start brings a database and a worker of its own.");
  }
  const log = (line: string): void => (json ? print(JSON.stringify({ at: new Date().toISOString(), message: line })) : say(line));
  await migrateDatabase(databaseUrl);
  const worker = await startWorker({
    databaseUrl,
    outside: await openOutside(),
    ...(concurrency !== undefined && { concurrency }),
    log,
    onEnd: (reason) => {
      log(`This process ends and its runs go to another: ${reason}.`);
      process.exit(START_ANEW_EXIT_CODE);
    },
  });
  onStop(async () => {
    log("Stopping: letting the runs in hand come to rest.");
    await worker.stop(STOP_GRACE_MS);
  });
  log("Working. Ctrl-C stops.");
}
