import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";

/** A process of `tests/chaos/processes`, resolved when it says that it is ready. Ends with this process. */
export async function startChild(script: string, env: Readonly<Record<string, string>>): Promise<ChildProcess> {
  const child = spawn(process.execPath, [resolve(import.meta.dirname, "../processes", script)], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    env: { ...process.env, ...env },
  });
  const exited = once(child, "exit").then(([code]) =>
    Promise.reject(new Error(`${script} ended with code ${String(code)} at its start.`)),
  );
  await Promise.race([once(child, "message"), exited]);
  exited.catch(() => {});
  return child;
}

export async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}
