import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { startEmbeddedPostgres } from "#engine/host/embedded-postgres.ts";
import { migrateDatabase } from "#engine/postgres/migrate.ts";

const SETTINGS = ["max_connections=200"] as const;

/** A Postgres of one test alone, migrated, with fsync on, that may be killed. */
export class PrivatePostgres {
  readonly #root: string;
  #server: Awaited<ReturnType<typeof startEmbeddedPostgres>>;

  private constructor(root: string, server: Awaited<ReturnType<typeof startEmbeddedPostgres>>) {
    this.#root = root;
    this.#server = server;
  }

  /** `root` is an empty folder of the caller's, else a temporary one. */
  static async start(root?: string): Promise<PrivatePostgres> {
    const folder = root ?? (await mkdtemp(join(tmpdir(), "omnilink-chaos-")));
    const server = await startEmbeddedPostgres({ root: folder, settings: SETTINGS });
    await migrateDatabase(server.url);
    return new PrivatePostgres(folder, server);
  }

  /** Stays the same over restarts. */
  get url(): string {
    return this.#server.url;
  }

  /** SIGKILL for the postmaster, as a power cut. Resolves when its children are gone too: before, no server starts here. */
  async kill(): Promise<void> {
    await this.#end("SIGKILL");
  }

  /** An immediate shutdown: children are told to go, nothing is written, the next start recovers. */
  async quit(): Promise<void> {
    await this.#end("SIGQUIT");
  }

  async isRunning(): Promise<boolean> {
    const pid = await this.#postmaster().catch(() => undefined);
    return pid !== undefined && (await stateOf(pid)) !== undefined;
  }

  /** After its end. The dead server is left first: this process counts as one user of the new one. */
  async restart(): Promise<void> {
    await this.#server.stop();
    this.#server = await startEmbeddedPostgres({ root: this.#root, settings: SETTINGS });
  }

  async stop(): Promise<void> {
    await this.#server.stop();
    await rm(this.#root, { recursive: true, force: true });
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const pid = await this.#postmaster();
    const family = [pid, ...(await childrenOf(pid))];
    process.kill(pid, signal);
    const deadline = Date.now() + 5_000;
    while ((await Promise.all(family.map(stateOf))).some((state) => state !== undefined)) {
      if (Date.now() > deadline) family.forEach(endForGood);
      await pause(10);
    }
  }

  async #postmaster(): Promise<number> {
    const [pid] = (await readFile(join(this.#root, "postgres", "postmaster.pid"), "utf8")).split("\n");
    return Number(pid);
  }
}

async function childrenOf(parent: number): Promise<number[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  const parents = await Promise.all(pids.map(async (pid) => (await stateOf(pid))?.parent));
  return pids.filter((_, index) => parents[index] === parent);
}

/** Undefined when the process is gone, or is a zombie that nobody collects. */
async function stateOf(pid: number): Promise<{ readonly parent: number } | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined);
  const [state, parent] = text?.slice(text.lastIndexOf(")") + 2).split(" ") ?? [];
  return state === undefined || state === "Z" ? undefined : { parent: Number(parent) };
}

function endForGood(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has gone meanwhile.
  }
}
