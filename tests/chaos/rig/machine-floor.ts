import { open, rm, type FileHandle } from "node:fs/promises";

/** What the machine itself did while things died on it: no engine is faster than these. */
export interface MachineFigures {
  /** The longest that a write of one page to the disk took, in milliseconds. */
  readonly slowestSyncMs: number;
  /** The longest that this process, which kills and looks, was not given a processor, in milliseconds. */
  readonly longestPauseMs: number;
}

interface Standstill {
  readonly fromMs: number;
  readonly untilMs: number;
}

const PROBE_EVERY_MS = 250;
const TICK_EVERY_MS = 50;
/** Shorter ones are everyday life on two cores. */
const PAUSE_MS = 250;
const SLOW_SYNC_MS = 500;
const PAGE = Buffer.alloc(4_096);

/**
 * Syncs a page and asks for a turn now and then, beside the test: a neighbor's disk, or a machine that is not run at all for
 * some seconds, shows here, and not only as a slow engine.
 */
export class MachineFloor {
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #timers: readonly NodeJS.Timeout[];
  readonly #standstills: Standstill[] = [];
  #probe: Promise<void> | undefined;
  #slowestSyncMs = 0;
  #longestPauseMs = 0;
  #tickMs = performance.now();
  #used = process.cpuUsage();

  private constructor(path: string, file: FileHandle) {
    this.#path = path;
    this.#file = file;
    const probe = (): void => {
      this.#probe ??= this.#sync().finally(() => (this.#probe = undefined));
    };
    this.#timers = [setInterval(probe, PROBE_EVERY_MS), setInterval(() => this.#tick(), TICK_EVERY_MS)];
  }

  /** `path` is a file of its own, on the disk that the test writes to. */
  static async start(path: string): Promise<MachineFloor> {
    return new MachineFloor(path, await open(path, "w"));
  }

  get figures(): MachineFigures {
    return { slowestSyncMs: Math.round(this.#slowestSyncMs), longestPauseMs: Math.round(this.#longestPauseMs) };
  }

  /** For how much of the last `ms` the machine stood still: nothing could have moved in it. */
  stoodStill(ms: number): number {
    let untilMs = performance.now() - ms;
    let sum = 0;
    for (const standstill of this.#standstills.toSorted((a, b) => a.fromMs - b.fromMs)) {
      sum += Math.max(0, standstill.untilMs - Math.max(standstill.fromMs, untilMs));
      untilMs = Math.max(untilMs, standstill.untilMs);
    }
    return sum;
  }

  async stop(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    await this.#probe;
    await this.#file.close();
    await rm(this.#path, { force: true });
  }

  /** Who was busy itself had a turn, and a processor. */
  #tick(): void {
    const [fromMs, before] = [this.#tickMs, this.#used];
    this.#tickMs = performance.now();
    this.#used = process.cpuUsage();
    const pauseMs = this.#tickMs - fromMs - TICK_EVERY_MS;
    const usedMs = (this.#used.user + this.#used.system - before.user - before.system) / 1_000;
    if (usedMs > pauseMs / 2) return;
    this.#longestPauseMs = Math.max(this.#longestPauseMs, pauseMs);
    if (pauseMs > PAUSE_MS) this.#standstills.push({ fromMs: this.#tickMs - pauseMs, untilMs: this.#tickMs });
  }

  async #sync(): Promise<void> {
    const fromMs = performance.now();
    await this.#file.write(PAGE, 0, PAGE.length, 0);
    await this.#file.datasync();
    const untilMs = performance.now();
    this.#slowestSyncMs = Math.max(this.#slowestSyncMs, untilMs - fromMs);
    if (untilMs - fromMs > SLOW_SYNC_MS) this.#standstills.push({ fromMs, untilMs });
  }
}
