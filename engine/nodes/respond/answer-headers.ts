/**
 * Headers an answer to a webhook's caller may carry. The answer comes from the address of the product itself, so nothing
 * that would speak to a browser about this site (cookies, policies, service workers) is among them.
 */
const ALLOWED = new Set([
  "cache-control",
  "content-disposition",
  "content-language",
  "content-type",
  "etag",
  "expires",
  "last-modified",
  "link",
  "location",
  "retry-after",
  "vary",
]);
const OWN = /^x-(?!content-type-options$|frame-options$|xss-protection$|dns-prefetch-control$)[a-z0-9-]+$/;
// Visible ASCII, Latin-1, tab and space: no CR, LF or NUL can start a header of its own.
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Why an answer may not carry this header, or `undefined`. */
export function answerHeaderProblem(name: string, value: string): string | undefined {
  const key = name.toLowerCase();
  if (!ALLOWED.has(key) && !OWN.test(key)) return `is none of ${[...ALLOWED].join(", ")} and does not start with x-`;
  return VALUE.test(value) ? undefined : "has a value with characters that a header cannot carry";
}
