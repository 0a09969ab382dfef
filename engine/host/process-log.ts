import { createColors } from "picocolors";
import type { Readable } from "node:stream";
import { createInterface } from "node:readline";

const colors = createColors(
  process.env["NO_COLOR"] === undefined && (process.env["FORCE_COLOR"] !== undefined || process.stdout.isTTY === true),
);
const NAME_WIDTH = 8;

/** What the processes of one `npm start` say, one line each, with the name of who said it. */
export function logLine(name: string, line: string): void {
  process.stdout.write(`${colors.dim(name.padEnd(NAME_WIDTH))} ${line}\n`);
}

export function logWarning(name: string, line: string): void {
  logLine(name, colors.yellow(line));
}

/** Passes on the lines a child prints. */
export function relayLines(name: string, stream: Readable): void {
  createInterface({ input: stream }).on("line", (line) => {
    if (line.trim() !== "") logLine(name, line);
  });
}

/** Lines that stand out from the log. */
export function announce(lines: readonly string[]): void {
  process.stdout.write(`\n${lines.map((line) => `  ${line}`).join("\n")}\n\n`);
}

export const emphasize = (text: string): string => colors.bold(colors.cyan(text));
export const quiet = (text: string): string => colors.dim(text);
