/**
 * Which headers a flow may set. The step's input is recorded in the event log, so credentials must come from the
 * connection, which is never recorded; and headers that frame the message belong to the HTTP client alone.
 */
const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
// Tab, visible ASCII and Latin-1: no CR, LF or NUL can start a header of its own.
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
const FRAMING = new Set([
  "host",
  "content-length",
  "transfer-encoding",
  "connection",
  "keep-alive",
  "upgrade",
  "te",
  "trailer",
  "expect",
]);
const CREDENTIALS = new Set(["authorization", "cookie", "x-api-key"]);
const ENGINE = new Set(["idempotency-key", "user-agent"]);

/** Why this header cannot be sent at all, or `undefined`. */
export function framingProblem(name: string, value: string): string | undefined {
  const key = name.toLowerCase();
  if (!NAME.test(name)) return "is not a header name";
  if (FRAMING.has(key) || key.startsWith("proxy-")) return "is set by the HTTP client and cannot be chosen";
  if (!VALUE.test(value)) return "has a value with characters that a header cannot carry";
  return undefined;
}

/** Why a flow may not set this header, or `undefined`. */
export function headerProblem(name: string, value: string): string | undefined {
  const key = name.toLowerCase();
  if (CREDENTIALS.has(key)) return "is a credential: put it in a connection, so that it is not recorded with the step";
  if (ENGINE.has(key)) return "is set by the engine and cannot be chosen";
  return framingProblem(name, value);
}
