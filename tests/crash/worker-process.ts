import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { programFile } from "#engine/host/bootstrap/programs.mjs";

export interface WorkerProcess {
  readonly pid: number;
  readonly exited: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  kill(signal: NodeJS.Signals): void;
}

/** A real worker in a process of its own, ready to drive. What it says is kept for the message of a failing test. */
export async function startWorkerProcess(
  databaseUrl: string,
  demoUrl: string,
  env: Record<string, string> = {},
): Promise<WorkerProcess> {
  const { child, exited } = spawnWorker(databaseUrl, demoUrl, env);
  await Promise.race([
    once(child, "message"),
    exited.then(({ code }) => Promise.reject(new Error(`The worker ended with code ${code} at its start.`))),
  ]);
  return { pid: child.pid!, exited, kill: (signal) => void child.kill(signal) };
}

/** A worker that comes to a crash point, be it before it is ready; resolves when it has ended. */
export const runDoomedWorker = (databaseUrl: string, demoUrl: string, crashAt: string): WorkerProcess["exited"] =>
  spawnWorker(databaseUrl, demoUrl, { OMNILINK_CRASH_AT: crashAt }).exited;

function spawnWorker(databaseUrl: string, demoUrl: string, env: Record<string, string>) {
  const child = spawn(process.execPath, [programFile("worker")], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    env: { ...process.env, DATABASE_URL: databaseUrl, OMNILINK_DEMO_URL: demoUrl, ...env },
  });
  return { child, exited: exitOf(child) };
}

async function exitOf(child: ChildProcess): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
  const [code, signal] = (await once(child, "exit")) as [number | null, NodeJS.Signals | null];
  return { code, signal };
}
