import { open, rm, type FileHandle } from "node:fs/promises";
import { monitorEventLoopDelay } from "node:perf_hooks";

/** What the machine itself did while things died on it: no engine is faster than these. */
export interface MachineFigures {
  /** The longest that a write of one page to the disk took, in milliseconds. */
  readonly slowestSyncMs: number;
  /** The longest that this process, which kills and looks, was not given a processor, in milliseconds. */
  readonly longestPauseMs: number;
}

const PROBE_EVERY_MS = 250;
const PAGE = Buffer.alloc(4_096);

/** Syncs a page now and then, beside the test: a neighbor's disk shows here, and not only as a slow engine. */
export class MachineFloor {
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #delay = monitorEventLoopDelay({ resolution: 20 });
  readonly #timer: NodeJS.Timeout;
  #probe: Promise<void> | undefined;
  #slowestSyncMs = 0;

  private constructor(path: string, file: FileHandle) {
    this.#path = path;
    this.#file = file;
    this.#delay.enable();
    this.#timer = setInterval(() => {
      this.#probe ??= this.#sync().finally(() => (this.#probe = undefined));
    }, PROBE_EVERY_MS);
  }

  /** `path` is a file of its own, on the disk that the test writes to. */
  static async start(path: string): Promise<MachineFloor> {
    return new MachineFloor(path, await open(path, "w"));
  }

  get figures(): MachineFigures {
    return { slowestSyncMs: Math.round(this.#slowestSyncMs), longestPauseMs: Math.round(this.#delay.max / 1e6) };
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#delay.disable();
    await this.#probe;
    await this.#file.close();
    await rm(this.#path, { force: true });
  }

  async #sync(): Promise<void> {
    const began = performance.now();
    await this.#file.write(PAGE, 0, PAGE.length, 0);
    await this.#file.datasync();
    this.#slowestSyncMs = Math.max(this.#slowestSyncMs, performance.now() - began);
  }
}
