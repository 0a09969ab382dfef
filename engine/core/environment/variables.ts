import type { JsonValue } from "../json.ts";

const NAME = /^[A-Za-z][A-Za-z0-9_]{0,63}$/;
/** Of one value, as JSON: every run that reads it keeps a copy. */
const MOST_CHARACTERS = 8_192;

/** Why this cannot be a variable, in words; `undefined` where it can. */
export function whyNoVariable(name: string, value: JsonValue): string | undefined {
  if (!NAME.test(name))
    return `"${name}" cannot be the name of a variable: it begins with a letter and has up to 64 letters, digits and underscores.`;
  const length = JSON.stringify(value).length;
  return length <= MOST_CHARACTERS
    ? undefined
    : `The value of ${name} has ${length} characters as JSON; it may have ${MOST_CHARACTERS}.`;
}
