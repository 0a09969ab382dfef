/**
 * Cheap parameters for multi-row statements. The driver escapes every element of an array on its own; ids, numbers and
 * flags need no escaping, and JSON text never holds a raw line break, so whole columns of JSON travel as one string that
 * the server splits with `string_to_array($n, E'\n')`.
 */
export function plainArray(values: readonly (string | number | boolean | null)[]): string {
  return `{${values.map((value) => value ?? "NULL").join(",")}}`;
}

export function jsonLines(texts: readonly string[]): string {
  return texts.join("\n");
}

/** Text as a text column can hold it: what it cannot, NUL and halves of surrogate pairs, shows as a replacement character. */
export const storableText = (text: string): string => text.toWellFormed().replaceAll("\u0000", "\ufffd");
