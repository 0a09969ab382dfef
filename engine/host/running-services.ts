import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import { dataFolder } from "./installation.ts";

/** What `npm start` runs now, so that commands find it. The file of a killed start is ignored: its process is gone. */
const runningSchema = z.object({ pid: z.int(), webUrl: z.string(), demoUrl: z.string(), demoMailServer: z.string() });
export type RunningServices = z.infer<typeof runningSchema>;

const file = join(dataFolder, "running.json");

export function writeRunningServices(services: RunningServices): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o711 });
  writeFileSync(file, `${JSON.stringify(services, null, 2)}\n`);
}

export function forgetRunningServices(): void {
  rmSync(file, { force: true });
}

export function readRunningServices(): RunningServices | undefined {
  try {
    const services = runningSchema.parse(JSON.parse(readFileSync(file, "utf8")));
    return isAlive(services.pid) ? services : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
