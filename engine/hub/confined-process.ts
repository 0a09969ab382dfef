import { fork, type ChildProcess } from "node:child_process";
import { childProgram, installationRoot } from "./installation.ts";

export interface Confinement {
  /** The most its heap may take, in megabytes. */
  readonly heap: number;
  /** Of its young generation, in megabytes. Default: what Node chooses. */
  readonly semiSpace?: number;
}

/**
 * A process for what can hurt: nothing of our environment, no files but the program's, no processes of its own, little
 * memory. It hears and speaks by messages alone. `source` is named from the root of the installation on.
 */
export function startConfined(source: string, { heap, semiSpace }: Confinement): ChildProcess {
  return fork(childProgram(source), {
    execArgv: [
      `--max-old-space-size=${heap}`,
      ...(semiSpace === undefined ? [] : [`--max-semi-space-size=${semiSpace}`]),
      "--permission",
      `--allow-fs-read=${installationRoot}/*`,
      "--disable-warning=ExperimentalWarning",
      "--disable-warning=SecurityWarning",
    ],
    env: { NODE_ENV: "production" },
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
}
