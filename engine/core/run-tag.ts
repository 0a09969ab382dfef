/** Tags are short words without line breaks: people read them in the list of runs. */
export const MAX_TAG = 40;

/** A run with more is a run nobody has sorted. */
export const MOST_TAGS = 20;

/** As it is stored: without spaces around it, and with one between words. `undefined` where nothing is left, or too much. */
export function readTag(text: string): string | undefined {
  const tag = text
    .toWellFormed()
    .replaceAll(/[\s\p{Cc}]+/gu, " ")
    .trim();
  return tag === "" || tag.length > MAX_TAG ? undefined : tag;
}
