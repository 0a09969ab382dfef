import { noFaults, type Faults } from "../runtime/ports.ts";

/**
 * `OMNILINK_CRASH_AT=drive:after-effects:3` ends the process with SIGKILL when that point is reached for the third time,
 * so that a crash test hits a chosen window on purpose. Without the variable nothing is counted.
 */
export function faultsFromEnvironment(): Faults {
  const match = /^(.+):(\d+)$/.exec(process.env["OMNILINK_CRASH_AT"] ?? "");
  if (!match) return noFaults;
  const [, target, count] = match;
  let left = Number(count);
  return {
    hit: (point) => {
      if (point !== target) return;
      left -= 1;
      if (left === 0) process.kill(process.pid, "SIGKILL");
    },
  };
}
