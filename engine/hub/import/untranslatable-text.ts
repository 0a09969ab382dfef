/** A text or element of the source that has no counterpart here; the message says which, and what to do. */
export class UntranslatableText extends Error {}
