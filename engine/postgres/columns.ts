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

/** Words for people as a `text` column takes them: Postgres refuses the character 0, which a payload may hold. */
export const plainText = (text: string | undefined): string | null => text?.replaceAll("\0", "\uFFFD") ?? null;
