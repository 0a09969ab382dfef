import { InvalidArgumentError } from "commander";

/** Parsers of option values; commander puts the option's name before what they say. */
export function positiveInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError("It must be a whole number of at least 1.");
  return value;
}
