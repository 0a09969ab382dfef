import type { ChildProcess } from "node:child_process";
import { setPriority } from "node:os";
import type { ImportResult } from "../../core/import/import-result.ts";
import { FairTurns } from "../../core/expression/fair-turns.ts";
import { startConfined } from "../confined-process.ts";
import { processorTimeMs } from "../jail/processor-time.ts";
import { refusedFile } from "./refused-file.ts";

export interface ImportFile {
  readonly text: string;
  readonly fileName?: string;
}

/** What the process of a file says. */
export type FromChild = { readonly type: "ready" } | { readonly type: "read"; readonly result: ImportResult };

/** Of the processor: most files take well under a second; the largest that are allowed, and knots of lines, some seconds. */
const LONGEST_MS = 30_000;
/** How often a process is looked at that has not had its time on the processor, and how often at most. */
const LOOK_AGAIN_MS = 50;
const MOST_LOOKS = 6_000;
/** The process is loading the program until then, and has not seen the file. */
const LONGEST_START_MS = 300_000;
const HEAP_MEGABYTES = 512;
/** Below everything else that runs here. */
const NICENESS = 5;
const turns = new FairTurns(2);

/**
 * `importFlow` in a process of its own, which is ended at its limits: a file that takes long to read keeps nobody waiting but
 * whoever gave it. Owners take turns.
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
    const child = startChild();
    let timer = setTimeout(() => settle(notStarted), LONGEST_START_MS);
    const settle = (result: ImportResult): void => {
      clearTimeout(timer);
      child.kill("SIGKILL");
      resolve(result);
    };
    /** One that could not use its time, because the machine is busy, gets it later. */
    const watch = (startedAt: number, afterMs: number, looksLeft: number): void => {
      timer = setTimeout(() => {
        const used = (processorTimeMs(child.pid) ?? Infinity) - startedAt;
        if (used >= longestMs || looksLeft === 0)
          settle(tooMuch(`Reading the file took longer than ${longestMs / 1_000} seconds.`));
        else watch(startedAt, LOOK_AGAIN_MS, looksLeft - 1);
      }, afterMs);
    };
    child.on("message", (message: FromChild) => {
      if (message.type === "read") return settle(message.result);
      clearTimeout(timer);
      watch(processorTimeMs(child.pid) ?? 0, longestMs, MOST_LOOKS);
      child.send(file);
    });
    child.on("error", () => settle(notStarted));
    // Out of memory, it ends itself.
    child.on("exit", () => settle(tooMuch(`Reading the file takes more than ${HEAP_MEGABYTES} MB of memory.`)));
  });
}

function startChild(): ChildProcess {
  const child = startConfined("engine/hub/import/import-child.ts", { heap: HEAP_MEGABYTES });
  if (child.pid !== undefined) setPriority(child.pid, NICENESS);
  return child;
}

const notStarted: ImportResult = {
  ok: false,
  problems: [
    refusedFile(
      "flow/unreadable",
      "The file could not be read: no process for it could be started.",
      "Import it again in a moment.",
    ),
  ],
};

const tooMuch = (message: string): ImportResult => ({
  ok: false,
  problems: [refusedFile("flow/too-large", message, "Split it into several files, and import them one by one.")],
});
