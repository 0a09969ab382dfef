import { createColors } from "picocolors";

/** Colors for stderr, where people read; stdout stays plain, because programs read it. */
export const colors = createColors(
  process.env["NO_COLOR"] === undefined && (process.env["FORCE_COLOR"] !== undefined || process.stderr.isTTY === true),
);

/** Progress and messages: stderr. */
export function say(line = ""): void {
  process.stderr.write(`${line}\n`);
}

/** The result of a command: stdout. */
export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

export function printJson(value: unknown): void {
  print(JSON.stringify(value, null, process.stdout.isTTY ? 2 : undefined));
}

/** Columns padded to their widest cell, two spaces apart. */
export function printTable(header: readonly string[], rows: readonly (readonly string[])[]): void {
  const all = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  for (const row of all)
    print(row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column]!))).join("  "));
}
