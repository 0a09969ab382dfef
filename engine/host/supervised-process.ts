import { spawn, type ChildProcess } from "node:child_process";
import { START_ANEW_EXIT_CODE } from "./exit-codes.ts";
import { ALIVE_EVERY_MS, isChildMessage } from "./child-protocol.ts";
import { nodeOptions } from "./bootstrap/workspace.mjs";
import { logWarning, relayLines } from "./process-log.ts";

const GRACE_MS = 5_000;
/** After the first end: one that comes at once again is not helped by haste. */
const SECOND_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;
/** A process that lived this long was well: its next end starts the pauses anew. */
const HEALTHY_AFTER_MS = 30_000;

export interface ProcessSettings {
  /** As shown in the log. */
  readonly name: string;
  /** TypeScript file to run. */
  readonly script: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Silence after which the process counts as hung and is killed. */
  readonly hungAfterMs: number;
}

/**
 * A child that is killed when it hangs and started again whenever it ends: at once when it was well until then or lost its
 * lease (its peers have taken over its runs and nothing is wrong with it), after a growing pause otherwise. It has a process group of its own, so that Ctrl-C reaches
 * only the supervisor, which then stops its children in order.
 */
export class SupervisedProcess {
  readonly #settings: ProcessSettings;
  #child: ChildProcess | undefined;
  #startedAt = 0;
  #pauseMs = 0;
  #restart: NodeJS.Timeout | undefined;
  #stopping = false;

  constructor(settings: ProcessSettings) {
    this.#settings = settings;
  }

  /** Resolves when the child reports ready for the first time; rejects when it ends before. */
  start(): Promise<void> {
    return new Promise((resolve, reject) => this.#launch(resolve, reject));
  }

  /** SIGTERM, and SIGKILL after five seconds. */
  async stop(): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#restart);
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    child.kill("SIGTERM");
    const deadline = setTimeout(() => child.kill("SIGKILL"), GRACE_MS);
    await ended;
    clearTimeout(deadline);
  }

  #launch(onReady: () => void, onFirstFailure: ((error: Error) => void) | undefined): void {
    const { name, script, env } = this.#settings;
    const child = spawn(process.execPath, [...nodeOptions, script], {
      env: env as NodeJS.ProcessEnv,
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      detached: true,
    });
    this.#child = child;
    this.#startedAt = Date.now();
    relayLines(name, child.stdout!);
    relayLines(name, child.stderr!);
    let ready = false;
    child.on("message", (message) => {
      if (!isChildMessage(message)) return;
      watch.heard();
      if (message.type === "ready") {
        ready = true;
        onReady();
      }
    });
    const watch = killWhenSilent(child, this.#settings);
    child.once("error", (error) => logWarning(name, `could not be started: ${error.message}`));
    child.once("exit", (code, signal) => {
      watch.end();
      if (this.#stopping) return;
      if (!ready && onFirstFailure)
        onFirstFailure(new Error(`The ${name} process ended before it was ready (${signal ?? `exit ${code}`}).`));
      else this.#scheduleRestart(code, signal);
    });
  }

  #scheduleRestart(code: number | null, signal: NodeJS.Signals | null): void {
    const { name } = this.#settings;
    if (Date.now() - this.#startedAt > HEALTHY_AFTER_MS) this.#pauseMs = 0;
    const pause = code === START_ANEW_EXIT_CODE ? 0 : this.#pauseMs;
    const why = code === START_ANEW_EXIT_CODE ? "gave up its runs" : `ended (${signal ?? `exit ${code}`})`;
    logWarning(name, `${why}; starting it again${pause > 0 ? ` in ${pause / 1000} s` : ""}`);
    if (code !== START_ANEW_EXIT_CODE) this.#pauseMs = Math.min(Math.max(SECOND_PAUSE_MS, this.#pauseMs * 2), LONGEST_PAUSE_MS);
    this.#restart = setTimeout(() => this.#launch(() => {}, undefined), pause);
  }
}

/** Begins with the first message. A pause of our own, such as a laptop's sleep, is not held against the child. */
function killWhenSilent(child: ChildProcess, { name, hungAfterMs }: ProcessSettings): { heard(): void; end(): void } {
  let silentMs: number | undefined;
  const timer = setInterval(() => {
    if (silentMs === undefined) return;
    silentMs += ALIVE_EVERY_MS;
    if (silentMs < hungAfterMs) return;
    logWarning(name, `has not answered for ${hungAfterMs / 1000} s; ending it`);
    silentMs = undefined;
    child.kill("SIGKILL");
  }, ALIVE_EVERY_MS);
  return { heard: () => void (silentMs = 0), end: () => clearInterval(timer) };
}
