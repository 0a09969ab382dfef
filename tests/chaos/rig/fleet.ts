import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { programFile } from "#engine/host/bootstrap/programs.mjs";

const root = resolve(import.meta.dirname, "../../..");

export interface FleetOptions {
  readonly databaseUrl: string;
  readonly sinkPort: number;
  readonly env?: Readonly<Record<string, string>>;
  /** Modules preloaded with `--import`, below `tests/chaos/processes`. */
  readonly preload?: readonly string[];
  /** Started again whenever it ends, as the supervisor does. */
  readonly restart?: boolean;
}

/** A place in the fleet: the process that fills it now may be the n-th. */
export interface FleetMember {
  /** Shown in `pg_stat_activity`, and so how its lease is found. */
  readonly name: string;
  readonly pid: number;
  readonly isReady: boolean;
  kill(signal: NodeJS.Signals): void;
}

class Member implements FleetMember {
  name = "";
  isReady = false;
  child: ChildProcess | undefined;

  get pid(): number {
    return this.child?.pid ?? 0;
  }

  kill(signal: NodeJS.Signals): void {
    if (signal === "SIGKILL") this.isReady = false;
    this.child?.kill(signal);
  }
}

const RESTART_PAUSE_MS = 100;

/** Real worker processes, held up as a supervisor would. */
export class Fleet {
  /** Process ids that ended by themselves or were ended, with code and signal. */
  readonly exits: { readonly pid: number; readonly code: number | null; readonly signal: NodeJS.Signals | null }[] = [];
  readonly #options: FleetOptions;
  readonly #members: Member[] = [];
  #launched = 0;
  #stopping = false;

  constructor(options: FleetOptions) {
    this.#options = options;
  }

  get members(): readonly FleetMember[] {
    return this.#members;
  }

  get ready(): readonly FleetMember[] {
    return this.#members.filter((member) => member.isReady);
  }

  /** Adds workers; resolves when they can drive. */
  async add(count: number): Promise<void> {
    const members = Array.from({ length: count }, () => new Member());
    this.#members.push(...members);
    await Promise.all(members.map((member) => this.#launch(member)));
  }

  /** Kills all without restart; resolves when they are gone. */
  async killAll(): Promise<void> {
    this.#stopping = true;
    const living = this.#members.filter(({ child }) => child && child.exitCode === null && child.signalCode === null);
    await Promise.all(
      living.map(async ({ child }) => {
        const gone = once(child!, "exit");
        child!.kill("SIGKILL");
        await gone;
      }),
    );
    this.#members.splice(0);
    this.#stopping = false;
  }

  /** Asks them to stop in order and waits. */
  async stop(member: FleetMember): Promise<void> {
    const place = this.#members.findIndex((candidate) => candidate === member);
    const [gone] = this.#members.splice(place, 1);
    const exited = once(gone!.child!, "exit");
    gone!.kill("SIGTERM");
    await exited;
  }

  /** Largest resident memory of a member now, in MB. */
  residentMb(): number {
    return Math.max(0, ...this.#members.map(({ pid }) => residentMb(pid)));
  }

  async #launch(member: Member): Promise<void> {
    this.#launched += 1;
    member.name = `chaos-worker-${this.#launched}`;
    const { databaseUrl, sinkPort, env = {}, preload = [] } = this.#options;
    const url = new URL(databaseUrl);
    url.searchParams.set("application_name", member.name);
    const imports = preload.flatMap((file) => ["--import", resolve(root, "tests/chaos/processes", file)]);
    const child = spawn(process.execPath, [...imports, programFile("worker")], {
      stdio: ["ignore", "ignore", process.env["OMNILINK_CHAOS_VERBOSE"] ? "inherit" : "ignore", "ipc"],
      env: {
        ...process.env,
        DATABASE_URL: url.toString(),
        OMNILINK_DEMO_URL: `http://127.0.0.1:${sinkPort}`,
        OMNILINK_CONNECTIONS: resolve(import.meta.dirname, "connections.yaml"),
        ...env,
      },
    });
    member.child = child;
    child.once("exit", (code, signal) => this.#ended(member, child, code, signal));
    await new Promise<void>((done) => {
      child.once("message", () => {
        member.isReady = true;
        done();
      });
      child.once("exit", () => done());
    });
  }

  #ended(member: Member, child: ChildProcess, code: number | null, signal: NodeJS.Signals | null): void {
    member.isReady = false;
    this.exits.push({ pid: child.pid ?? 0, code, signal });
    if (this.#stopping || this.#options.restart === false || !this.#members.includes(member)) return;
    setTimeout(() => {
      if (!this.#stopping && this.#members.includes(member)) void this.#launch(member);
    }, RESTART_PAUSE_MS);
  }
}

function residentMb(pid: number): number {
  try {
    const [, kb] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    return Number(kb ?? 0) / 1024;
  } catch {
    return 0;
  }
}
