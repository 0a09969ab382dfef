import type { ChildProcess } from "node:child_process";
import { setPriority } from "node:os";
import type { JailAnswer, JailRequest } from "../../core/expression/expression-jail.ts";
import { JAIL_LIMITS } from "../../core/expression/expression-limits.ts";
import { startConfined } from "../confined-process.ts";
import type { JailReply } from "./jail-protocol.ts";
import { processorTimeMs } from "./processor-time.ts";

/** What a request came to: an answer, or the end of the process, by its own doing or at a limit; or it could not be sent. */
export type JailOutcome = { readonly answer: JailAnswer } | { readonly killed: "time" | "size" } | { readonly unsent: true };

/** Below everything else that runs here, so that what is evaluated in the jail takes no time from the others. */
const NICENESS = 5;

/** After this much, a process is replaced: whatever it has gathered goes with it. */
const MOST_EVALUATIONS = 5_000;
const MOST_RESIDENT_BYTES = 200 * 1_024 * 1_024;

/** How long, and how often, a process is waited for that has not had its time on the processor. */
const WAIT_MS = 20;
const MOST_WAITS = 250;

/** A confined process that evaluates. */
export class JailProcess {
  readonly ready: Promise<void>;
  readonly #child: ChildProcess;
  readonly #usedMs: typeof processorTimeMs;
  #settle: ((outcome: JailOutcome) => void) | undefined;
  #timer: NodeJS.Timeout | undefined;
  #evaluations = 0;
  #residentBytes = 0;
  #hasEnded = false;

  /** `usedMs`: how much of the processor a process has used. */
  constructor(usedMs = processorTimeMs) {
    this.#usedMs = usedMs;
    this.#child = startConfined("engine/hub/jail/jail-child.ts", { heap: JAIL_LIMITS.heapMegabytes, semiSpace: 8 });
    this.ready = new Promise((resolve) => this.#listen(resolve));
    this.rest();
  }

  get isWornOut(): boolean {
    return this.#hasEnded || this.#evaluations >= MOST_EVALUATIONS || this.#residentBytes > MOST_RESIDENT_BYTES;
  }

  /** One at a time. The clock runs from here on. */
  async evaluate(request: JailRequest): Promise<JailOutcome> {
    this.#hold();
    await this.ready;
    this.#evaluations++;
    const startedAt = this.#usedMs(this.#child.pid);
    this.#watch(startedAt, JAIL_LIMITS.wallMs, MOST_WAITS);
    try {
      return await new Promise<JailOutcome>((resolve) => {
        this.#settle = resolve;
        if (this.#hasEnded) return resolve({ killed: "size" });
        if (!this.#send(request)) resolve({ unsent: true });
      });
    } finally {
      clearTimeout(this.#timer);
      this.#settle = undefined;
      this.rest();
    }
  }

  /** Data that is nested too deeply, or is too long, cannot be written for the process. */
  #send(request: JailRequest): boolean {
    try {
      this.#child.send(request);
      return true;
    } catch {
      return false;
    }
  }

  /** Ends it when it has had its time. One that could not use its time, because the machine is busy, gets it later. */
  #watch(startedAt: number | undefined, afterMs: number, waitsLeft: number): void {
    this.#timer = setTimeout(() => {
      const used = (this.#usedMs(this.#child.pid) ?? Infinity) - (startedAt ?? 0);
      if (used >= JAIL_LIMITS.timeoutMs || waitsLeft === 0) this.#end("time");
      else this.#watch(startedAt, WAIT_MS, waitsLeft - 1);
    }, afterMs);
  }

  stop(): void {
    this.#end("size");
  }

  /** Does not keep the program running, which may end while nothing is evaluated. */
  rest(): void {
    this.#child.unref();
    this.#child.channel?.unref();
  }

  #hold(): void {
    this.#child.ref();
    this.#child.channel?.ref();
  }

  #listen(becomeReady: () => void): void {
    this.#child.on("message", (reply: JailReply) => {
      if (reply.type === "ready") {
        if (this.#child.pid !== undefined) setPriority(this.#child.pid, NICENESS);
        return becomeReady();
      }
      this.#residentBytes = reply.residentBytes;
      this.#settle?.({ answer: reply.answer });
    });
    // Out of memory, it ends itself.
    const ended = (): void => {
      this.#end("size");
      becomeReady();
    };
    this.#child.on("exit", ended);
    this.#child.on("error", ended);
  }

  #end(killed: "time" | "size"): void {
    this.#settle?.({ killed });
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#child.kill("SIGKILL");
  }
}
