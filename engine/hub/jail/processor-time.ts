import { readFileSync } from "node:fs";

/** Linux counts it in hundredths of a second. */
const MS_PER_TICK = 10;

/** How much of the processor a process has used, in ms; `undefined` where the system does not tell. */
export function processorTimeMs(pid: number | undefined): number | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]!.split(" ");
    return (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK;
  } catch {
    return undefined;
  }
}
