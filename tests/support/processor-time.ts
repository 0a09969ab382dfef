import { readdirSync, readFileSync } from "node:fs";

/** Linux counts it in hundredths of a second. */
const MS_PER_TICK = 10;

/**
 * How much of the processor the processes that this one started have used so far, in ms, whether they live or have ended:
 * unlike the time of day, it says the same on a busy machine. `undefined` where the system does not tell.
 */
export function processorTimeOfChildren(): number | undefined {
  const own = statOf("self");
  if (!own) return undefined;
  const living = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(statOf)
    .filter((stat) => stat?.parent === process.pid);
  return living.reduce((sum, stat) => sum + (stat?.used ?? 0), own.usedByEnded) * MS_PER_TICK;
}

/** How long, in ms, work that never waits keeps this thread on the processor. */
export function threadMs(work: () => void): number {
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1_000;
}

function statOf(name: string): { readonly parent: number; readonly used: number; readonly usedByEnded: number } | undefined {
  try {
    const fields = readFileSync(`/proc/${name}/stat`, "utf8").split(") ")[1]!.split(" ").map(Number);
    return { parent: fields[1]!, used: fields[11]! + fields[12]!, usedByEnded: fields[13]! + fields[14]! };
  } catch {
    return undefined;
  }
}
