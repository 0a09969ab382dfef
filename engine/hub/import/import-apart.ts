import { fork } from "node:child_process";
import { setPriority } from "node:os";
import { fileURLToPath } from "node:url";
import type { ImportResult } from "../../core/import/import-result.ts";
import { FairTurns } from "../../core/expression/fair-turns.ts";
import { refusedFile } from "./refused-file.ts";

export interface ImportFile {
  readonly text: string;
  readonly fileName?: string;
}

const entry = fileURLToPath(new URL("./import-child.ts", import.meta.url));
const repository = fileURLToPath(new URL("../../../", import.meta.url));

/** Most files take well under a second; the largest that are allowed, and knots of lines, some seconds. */
const LONGEST_MS = 30_000;
const HEAP_MEGABYTES = 512;
/** Below everything else that runs here. */
const NICENESS = 5;
const turns = new FairTurns(2);

/**
 * `importFlow` in a process of its own, which is ended at its limits: a file that takes long to read keeps nobody waiting but
 * whoever gave it. Owners take turns. Nothing but the program's own files can be read there.
 */
export async function importApart(file: ImportFile, owner: string, longestMs = LONGEST_MS): Promise<ImportResult> {
  await turns.enter(owner);
  try {
    return await readApart(file, longestMs);
  } finally {
    turns.leave(owner);
  }
}

function readApart(file: ImportFile, longestMs: number): Promise<ImportResult> {
  return new Promise((resolve) => {
    const child = fork(entry, {
      execArgv: [
        `--max-old-space-size=${HEAP_MEGABYTES}`,
        "--permission",
        `--allow-fs-read=${repository}*`,
        "--disable-warning=ExperimentalWarning",
        "--disable-warning=SecurityWarning",
      ],
      env: { NODE_ENV: "production" },
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
    const settle = (result: ImportResult): void => {
      clearTimeout(timer);
      child.kill("SIGKILL");
      resolve(result);
    };
    const timer = setTimeout(() => settle(tooMuch(`Reading the file took longer than ${longestMs / 1_000} seconds.`)), longestMs);
    child.on("message", (result) => settle(result as ImportResult));
    child.on("error", () => settle(tooMuch("The file could not be read.")));
    // Out of memory, it ends itself.
    child.on("exit", () => settle(tooMuch(`Reading the file takes more than ${HEAP_MEGABYTES} MB of memory.`)));
    if (child.pid !== undefined) setPriority(child.pid, NICENESS);
    child.send(file);
  });
}

const tooMuch = (message: string): ImportResult => ({
  ok: false,
  problems: [refusedFile("flow/too-large", message, "Split it into several files, and import them one by one.")],
});
