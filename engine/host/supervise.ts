/**
 * `npm start`: everything on one machine. Postgres (unless DATABASE_URL names one), the demo system, one worker and one web
 * process, each watched and started again when it ends.
 *
 * Environment: the table in README.md. What is not set gets its default here, and the other processes get all of it.
 */
import { join } from "node:path";
import { migrateDatabase } from "../postgres/migrate.ts";
import { programFile } from "./bootstrap/programs.mjs";
import { onStop } from "./child-protocol.ts";
import { startEmbeddedPostgres } from "./embedded-postgres.ts";
import { prepareInstallation, type FirstSignIn } from "./prepare-installation.ts";
import { installationRoot } from "../hub/installation.ts";
import { dataFolder } from "./installation.ts";
import { chosenPort, freePort, isPortFree } from "./port.ts";
import { announce, emphasize, logLine, quiet } from "./process-log.ts";
import { forgetRunningServices, readRunningServices, writeRunningServices } from "./running-services.ts";
import { loadSecrets } from "./secrets.ts";
import { SupervisedProcess } from "./supervised-process.ts";

const USUAL_DEMO_PORT = 4100;
const USUAL_DEMO_MAIL_PORT = 4125;
const NAME = "omnilink";
/** A worker loses its lease after 3 s of silence, so a new one may take its place then. */
const PATIENCE_MS = { worker: 3_000, web: 15_000, demo: 15_000 } as const;

type Stop = () => Promise<void>;
/** What has been started, in order; stopped in reverse. */
const stops: Stop[] = [];

async function stopEverything(): Promise<void> {
  for (const stop of stops.splice(0).reverse()) await stop();
}

async function start(): Promise<void> {
  const startedAt = Date.now();
  const host = process.env["HOST"] ?? "127.0.0.1";
  const port = chosenPort(process.env["PORT"]);
  await refuseTakenPort(port, host);
  const databaseUrl = await openDatabase();
  const { demoUrl, demoMailServer } = await startDemo();
  const webUrl = `http://${host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host}:${port}`;
  const environment = {
    ...process.env,
    DATABASE_URL: databaseUrl,
    OMNILINK_DEMO_URL: demoUrl,
    OMNILINK_DEMO_MAIL: demoMailServer,
    NEXTAUTH_SECRET: process.env["NEXTAUTH_SECRET"] ?? loadSecrets(join(dataFolder, "secrets.json")).sessionSecret,
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    HOST: host,
    PORT: String(port),
    OMNILINK_URL: process.env["OMNILINK_URL"] ?? webUrl,
    OMNILINK_APPROVAL_MAIL: process.env["OMNILINK_APPROVAL_MAIL"] ?? "mail",
  };
  const firstSignIn = await prepareInstallation(databaseUrl, (line) => logLine(NAME, line));
  await startEngine(environment);
  writeRunningServices({ pid: process.pid, webUrl, demoUrl, demoMailServer });
  stops.push(async () => forgetRunningServices());
  announceStart({ webUrl, demoUrl, firstSignIn, startedAt });
}

async function refuseTakenPort(port: number, host: string): Promise<void> {
  if (await isPortFree(port, host)) return;
  const running = readRunningServices();
  const who = running?.webUrl.endsWith(`:${port}`) ? "OmniLink is running there already" : "another program uses it";
  throw new Error(`Port ${port} is taken: ${who}. Stop that, or choose another port: PORT=${port + 1} npm start`);
}

async function openDatabase(): Promise<string> {
  const given = process.env["DATABASE_URL"];
  if (given === undefined) logLine(NAME, "starting the database");
  const url = given ?? (await startOwnDatabase());
  try {
    await migrateDatabase(url);
  } catch (error) {
    const fix =
      given === undefined
        ? `Look into ${join(dataFolder, "postgres.log")}.`
        : "Check DATABASE_URL and that this server is running.";
    throw new Error(`${describe(error)}\n  ${fix}`, { cause: error });
  }
  return url;
}

async function startOwnDatabase(): Promise<string> {
  const server = await startEmbeddedPostgres({ root: dataFolder, database: "omnilink" });
  stops.push(() => server.stop());
  return server.url;
}

/** The ports are chosen here, so that they stay the same when the process has to be started again. */
async function startDemo(): Promise<{ readonly demoUrl: string; readonly demoMailServer: string }> {
  const port = await usualOrFreePort(USUAL_DEMO_PORT);
  const mailPort = await usualOrFreePort(USUAL_DEMO_MAIL_PORT);
  const env = { ...process.env, PORT: String(port), MAIL_PORT: String(mailPort), OMNILINK_DATA: dataFolder };
  const demo = new SupervisedProcess({ name: "demo", script: script("engine/demo/main.ts"), env, hungAfterMs: PATIENCE_MS.demo });
  stops.push(() => demo.stop());
  await demo.start();
  return { demoUrl: `http://127.0.0.1:${port}`, demoMailServer: `127.0.0.1:${mailPort}` };
}

const usualOrFreePort = async (usual: number): Promise<number> => ((await isPortFree(usual, "127.0.0.1")) ? usual : freePort());

async function startEngine(env: Readonly<Record<string, string | undefined>>): Promise<void> {
  const programs = [
    { name: "worker", script: programFile("worker") },
    { name: "web", script: script("engine/host/web.ts") },
  ] as const;
  const processes = programs.map((program) => new SupervisedProcess({ ...program, env, hungAfterMs: PATIENCE_MS[program.name] }));
  stops.push(async () => void (await Promise.all(processes.map((child) => child.stop()))));
  await Promise.all(processes.map((child) => child.start()));
}

const script = (path: string): string => join(installationRoot, path);

interface StartFacts {
  readonly webUrl: string;
  readonly demoUrl: string;
  readonly firstSignIn: FirstSignIn | undefined;
  readonly startedAt: number;
}

function announceStart({ webUrl, demoUrl, firstSignIn, startedAt }: StartFacts): void {
  announce([
    `OmniLink is ready  ${emphasize(webUrl)}  ${quiet(`${((Date.now() - startedAt) / 1000).toFixed(1)} s`)}`,
    ...signInLines(webUrl, firstSignIn),
    quiet(`Demo systems of the examples: ${demoUrl} (their mail: ${demoUrl}/demo/mail)   Stop with Ctrl-C`),
  ]);
}

function signInLines(webUrl: string, firstSignIn: FirstSignIn | undefined): readonly string[] {
  if (!firstSignIn) return [];
  if (firstSignIn.type === "created") return [`Sign in as ${firstSignIn.email} with the password you gave.`];
  const link = `${webUrl}/welcome?token=${firstSignIn.token}`;
  return ["", "First sign-in: open this link once to create the owner's account.", emphasize(link), ""];
}

const describe = (error: unknown): string => (error instanceof Error ? error.message : String(error));

onStop(async () => {
  logLine(NAME, "stopping");
  await stopEverything();
});
try {
  await start();
} catch (error) {
  process.stderr.write(`\n✗ ${describe(error)}\n`);
  await stopEverything();
  process.exit(1);
}
