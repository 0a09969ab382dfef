import { InvalidArgumentError } from "commander";
import { runStatuses, type RunStatus } from "../core/machine/run-event.ts";

/** Parsers of option values; commander puts the option's name before what they say. */
export function positiveInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError("It must be a whole number of at least 1.");
  return value;
}

export function upTo(most: number): (text: string) => number {
  return (text) => {
    const value = positiveInteger(text);
    if (value > most) throw new InvalidArgumentError(`It must be at most ${most}.`);
    return value;
  };
}

export function parseStatuses(text: string): readonly RunStatus[] {
  return text.split(",").map((name) => {
    const status = runStatuses.find((known) => known === name.trim());
    if (!status) throw new InvalidArgumentError(`There is no status ${name}; choose from ${runStatuses.join(", ")}.`);
    return status;
  });
}
