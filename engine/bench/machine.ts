import { arch, cpus, platform, release, totalmem } from "node:os";

/** Where a figure was measured, so that it can be compared as a ratio and not as a number. */
export function describeMachine() {
  const cores = cpus();
  return {
    cpu: cores[0]?.model.trim() ?? "unknown",
    cores: cores.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${release()} ${arch()}`,
    node: process.version,
  };
}
