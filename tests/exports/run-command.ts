import { spawn } from "node:child_process";

export interface CommandEnd {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface CommandOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What a person types. */
  readonly typed?: string;
}

/** Runs a command of a person who stands in a project's folder. Never rejects: 127 when it cannot be started. */
export function runCommand(
  command: string,
  args: readonly string[],
  { cwd, env, typed = "" }: CommandOptions,
): Promise<CommandEnd> {
  const child = spawn(command, args, { cwd, env: { ...process.env, NO_COLOR: "1", ...env } });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  child.stdin.on("error", () => {});
  child.stdin.end(typed);
  return new Promise((resolve) => {
    child.once("error", ({ message }) => resolve({ code: 127, stdout, stderr: message }));
    child.once("close", (code) => resolve({ code: code ?? 1, stdout, stderr }));
  });
}

/** What it printed, without its end that says nothing new. */
export const complaint = ({ code, stdout, stderr }: CommandEnd): string =>
  `exit code ${code}: ${`${stderr}\n${stdout}`.trim().slice(-1_500)}`;
