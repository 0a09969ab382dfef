import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { FaultRequest } from "../../engine/demo/demo-faults.ts";
import { freePort } from "../../engine/host/port.ts";

const root = resolve(import.meta.dirname, "../..");
const START_TIMEOUT_MS = 120_000;
const STOP_TIMEOUT_MS = 20_000;

/** A whole OmniLink of its own: new data folder, free port, nobody signed up. */
export interface Stack {
  readonly url: string;
  /** Where the demo system shows the mail it caught. */
  readonly caughtMail: string;
  /** The link that creates the owner, as the first start prints it. */
  readonly welcomeLink: string;
  /** Its data folder, for commands that work on the same installation. */
  readonly data: string;
  /** Switches a fault of a demo system on or off. */
  fault(fault: FaultRequest): Promise<void>;
  /** Kills the web process without warning; the supervisor starts another. */
  killWeb(): void;
  stop(): Promise<void>;
}

export async function startStack(): Promise<Stack> {
  const data = mkdtempSync(join(tmpdir(), "omnilink-e2e-"));
  const port = await freePort();
  const { OMNILINK_OWNER_EMAIL: _email, OMNILINK_OWNER_PASSWORD: _password, DATABASE_URL: _database, ...env } = process.env;
  const supervisor = spawn(process.execPath, [join(root, "engine/host/supervise.ts")], {
    cwd: root,
    env: { ...env, PORT: String(port), OMNILINK_DATA: data, NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const stop = async (): Promise<void> => {
    await end(supervisor);
    rmSync(data, { recursive: true, force: true });
  };
  try {
    const { welcomeLink, caughtMail } = await readAnnouncement(supervisor);
    const fault = (wanted: FaultRequest): Promise<void> => setFault(demoUrlIn(data), wanted);
    return { url: `http://127.0.0.1:${port}`, caughtMail, welcomeLink, data, fault, killWeb: () => killWeb(supervisor), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The running supervisor notes where its processes listen. */
function demoUrlIn(data: string): string {
  const running = JSON.parse(readFileSync(join(data, "running.json"), "utf8")) as { readonly demoUrl: string };
  return running.demoUrl;
}

async function setFault(demoUrl: string, fault: FaultRequest): Promise<void> {
  const headers = { "content-type": "application/json" };
  const answer = await fetch(`${demoUrl}/demo/faults`, { method: "POST", headers, body: JSON.stringify(fault) });
  if (!answer.ok) throw new Error(`The demo system refuses the fault: ${await answer.text()}`);
}

function readAnnouncement(supervisor: ChildProcess): Promise<Pick<Stack, "welcomeLink" | "caughtMail">> {
  return new Promise((resolveLink, reject) => {
    let output = "";
    const timer = setTimeout(() => reject(new Error(`OmniLink did not get ready:\n${output}`)), START_TIMEOUT_MS);
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      const welcomeLink = /https?:\/\/\S+\/welcome\?token=[\w-]+(?=\s)/.exec(output)?.[0];
      const caughtMail = /http:\/\/\S+\/demo\/mail/.exec(output)?.[0];
      if (welcomeLink === undefined || caughtMail === undefined) return;
      clearTimeout(timer);
      resolveLink({ welcomeLink, caughtMail });
    };
    supervisor.stdout?.on("data", read);
    supervisor.stderr?.on("data", read);
    supervisor.once("exit", (code) => {
      clearTimeout(timer);
      reject(new Error(`OmniLink ended with exit code ${code}:\n${output}`));
    });
  });
}

/** Finds the web process among the supervisor's children, as Linux lists them. */
function killWeb(supervisor: ChildProcess): void {
  const pid = readdirSync("/proc").find((entry) => /^\d+$/.test(entry) && isWebOf(entry, supervisor.pid));
  if (pid === undefined) throw new Error("The web process was not found.");
  process.kill(Number(pid), "SIGKILL");
}

function isWebOf(pid: string, parent: number | undefined): boolean {
  try {
    const isChild = readFileSync(`/proc/${pid}/status`, "utf8").includes(`PPid:\t${parent}\n`);
    return isChild && readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("engine/host/web.ts");
  } catch {
    return false;
  }
}

function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((done) => {
    const timer = setTimeout(() => child.kill("SIGKILL"), STOP_TIMEOUT_MS);
    child.once("exit", () => {
      clearTimeout(timer);
      done();
    });
    child.kill("SIGTERM");
  });
}
