import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";

export interface WorkerChild {
  /** CPU seconds this process has used; `undefined` where the system does not tell. */
  cpuSeconds(): number | undefined;
  stop(): Promise<void>;
}

/** Clock ticks per second in `/proc`, the same on every Linux this runs on. */
const TICKS = 100;

/** One worker process, as `npm start` runs it. */
export async function startWorkerChild(databaseUrl: string, concurrency: number): Promise<WorkerChild> {
  const child = spawn(process.execPath, [resolve(import.meta.dirname, "../host/worker.ts")], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    env: { ...process.env, DATABASE_URL: databaseUrl, OMNILINK_CONCURRENCY: String(concurrency) },
  });
  await once(child, "message");
  return {
    cpuSeconds: () => readCpuSeconds(child.pid!),
    stop: async () => {
      const exited = once(child, "exit");
      child.kill("SIGTERM");
      await exited;
    },
  };
}

function readCpuSeconds(pid: number): number | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]!.split(" ");
    return (Number(fields[11]) + Number(fields[12])) / TICKS;
  } catch {
    return undefined;
  }
}
