import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { nodeOptions, pinnedEnvironment, root } from "../host/bootstrap/workspace.mjs";

/** A process of a benchmark: what it costs can be read, and it can be asked, stopped and killed. */
export interface MeasuredProcess {
  /** CPU seconds used so far; NaN where the system does not tell. */
  cpuSeconds(): number;
  /** Most memory resident at once so far, in MB; NaN where the system does not tell. */
  peakMegabytes(): number;
  /** Sends a question over the IPC channel and gives the next answer that is not a sign of life. */
  ask(question: object): Promise<unknown>;
  /** What the process said when it was ready. */
  readonly ready: unknown;
  stop(): Promise<void>;
  /** Without warning, as the system does when memory runs out. */
  kill(): Promise<void>;
}

/** Starts a file of the engine, named from the root on, as `npm start` does, and resolves when it has sent its first message. */
export async function startMeasured(file: string, env: Readonly<Record<string, string>> = {}): Promise<MeasuredProcess> {
  const child = spawn(process.execPath, [...nodeOptions, resolve(root, file)], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    env: pinnedEnvironment(env),
  });
  const exited = once(child, "exit");
  const ready = await Promise.race([once(child, "message"), exited.then(() => undefined)]);
  if (ready === undefined) throw new Error(`${file} ended before it was ready.`);
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal);
    await exited;
  };
  return {
    cpuSeconds: () => readCpuSeconds(child.pid!),
    peakMegabytes: () => readPeakMegabytes(child.pid!),
    ask: (question) => ask(child, question),
    ready: ready[0],
    stop: () => end("SIGTERM"),
    kill: () => end("SIGKILL"),
  };
}

function ask(child: ChildProcess, question: object): Promise<unknown> {
  return new Promise((answered, failed) => {
    const finish = (settle: () => void): void => {
      child.off("message", onMessage);
      child.off("exit", onExit);
      settle();
    };
    const onMessage = (message: unknown): void => {
      if ((message as { type?: string }).type !== "alive") finish(() => answered(message));
    };
    const onExit = (): void => finish(() => failed(new Error("A process of the benchmark ended before it answered.")));
    child.on("message", onMessage);
    child.once("exit", onExit);
    child.send(question);
  });
}

/** Clock ticks per second in `/proc`, the same on every Linux this runs on. */
const TICKS = 100;

function readCpuSeconds(pid: number): number {
  const fields = readProc(pid, "stat")?.split(") ")[1]?.split(" ");
  return (Number(fields?.[11]) + Number(fields?.[12])) / TICKS;
}

function readPeakMegabytes(pid: number): number {
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readProc(pid, "status") ?? "")?.[1];
  return Math.round(Number(kilobytes) / 1_024);
}

function readProc(pid: number, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return undefined;
  }
}
