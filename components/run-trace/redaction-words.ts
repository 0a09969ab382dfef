import type { Redaction } from "#engine/core/run-file/run-file.ts";

/** What was taken out of a run file, in a sentence. */
export function redactionWords({ fields, copies, leftOut }: Redaction): string {
  const values = fields.reduce((sum, { times }) => sum + times, copies);
  const names = [...new Set(fields.map(({ path }) => path.split("/").findLast((part) => part !== "*") ?? path))];
  const masked = values === 0 ? "Nothing was masked" : `${count(values, "value")} masked, in or from ${names.join(", ")}`;
  return leftOut.length === 0 ? `${masked}.` : `${masked}; ${count(leftOut.length, "value")} left out for size.`;
}

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? "" : "s"}`;
