import { openEngine } from "../index.ts";
import type { Engine } from "../runtime/engine.ts";
import { startEmbeddedPostgres } from "../host/embedded-postgres.ts";
import { dataFolder } from "../host/installation.ts";
import { openOutside } from "../host/outside.ts";
import { startWorker } from "../host/start-worker.ts";
import { migrateDatabase } from "../postgres/migrate.ts";
import { CommandStop } from "./command-stop.ts";
import { demoOptions, openDemo } from "./demo-access.ts";
import { exitCode } from "./exit-code.ts";
import { colors, say } from "./terminal.ts";

/** The engine, opened for one command. */
export interface EngineSession {
  readonly engine: Engine;
  readonly orgId: string;
  /** Makes sure that runs move: starts a worker in this process unless one lives somewhere. */
  ensureWorker(): Promise<{ readonly startedHere: boolean }>;
}

const STOP_GRACE_MS = 3_000;
type Cleanup = () => Promise<void>;

/**
 * Opens the database of `DATABASE_URL`, or the embedded one (the one that `npm start` runs, or one for the duration of this
 * command), and gives everything back at the end, also when the command fails.
 */
export async function withEngine<Result>(work: (session: EngineSession) => Promise<Result>): Promise<Result> {
  const cleanups: Cleanup[] = [];
  try {
    const databaseUrl = await openDatabase(cleanups);
    const engine = await openEngine({ databaseUrl });
    cleanups.push(() => engine.close());
    return await work({
      engine,
      orgId: engine.orgId,
      ensureWorker: async () => {
        if (await engine.hasLivingWorker()) return { startedHere: false };
        await startOwnWorker(databaseUrl, cleanups);
        return { startedHere: true };
      },
    });
  } finally {
    for (const cleanup of cleanups.reverse()) await cleanup();
  }
}

/** The database alone, for commands that work beside real data. */
export async function withDatabase<Result>(work: (databaseUrl: string) => Promise<Result>): Promise<Result> {
  const cleanups: Cleanup[] = [];
  try {
    return await work(await openDatabase(cleanups));
  } finally {
    for (const cleanup of cleanups.reverse()) await cleanup();
  }
}

async function openDatabase(cleanups: Cleanup[]): Promise<string> {
  const given = process.env["DATABASE_URL"];
  const url = given ?? (await startEmbedded(cleanups));
  try {
    await migrateDatabase(url);
  } catch (error) {
    throw unusable(error, given !== undefined);
  }
  return url;
}

async function startEmbedded(cleanups: Cleanup[]): Promise<string> {
  const server = await startEmbeddedPostgres({ root: dataFolder, database: "omnilink" });
  cleanups.push(() => server.stop());
  return server.url;
}

function unusable(error: unknown, given: boolean): CommandStop {
  const reason = error instanceof Error ? error.message : String(error);
  const fix = given ? "Check DATABASE_URL and that this server is running." : `Look into ${dataFolder}/postgres.log.`;
  return new CommandStop(reason, fix);
}

async function startOwnWorker(databaseUrl: string, cleanups: Cleanup[]): Promise<void> {
  const demo = await openDemo();
  cleanups.push(() => demo.close());
  const worker = await startWorker({
    databaseUrl,
    outside: await openOutside(demoOptions(demo)),
    log: (line) => say(colors.dim(line)),
    onEnd: (reason) => {
      say(`${colors.red("✗")} This process cannot go on: ${reason}. The run goes on when a worker starts.`);
      process.exit(exitCode.waiting);
    },
  });
  cleanups.push(() => worker.stop(STOP_GRACE_MS));
}
