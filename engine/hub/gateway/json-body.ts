import type { FastifyInstance, FastifyRequest } from "fastify";

type Parse = (request: FastifyRequest, text: string, done: (error: Error | null, body?: unknown) => void) => void;

/** A body that is refused before anything is made of it. */
class RefusedBody extends Error {
  readonly statusCode: number;
  constructor(statusCode: number, message: string) {
    super(message);
    this.statusCode = statusCode;
  }
}

/**
 * The one form in which messages arrive: JSON in UTF-8, as it is. What a sender names as another encoding, and bytes that are
 * no UTF-8, would be read as other data than was sent, and stored: they are refused instead.
 */
export function acceptJson(app: FastifyInstance): void {
  // Such keys have no honest use in a payload.
  const parse = app.getDefaultJsonParser("error", "error") as Parse;
  app.removeAllContentTypeParsers();
  app.addContentTypeParser<Buffer>("application/json", { parseAs: "buffer" }, (request, body, done) => {
    try {
      checkEncoding(request);
      const text = decode(body);
      parse(request, text, (error, parsed) => done(error && isJson(text) ? new RefusedBody(400, POISONED) : error, parsed));
    } catch (error) {
      done(error as Error);
    }
  });
}

const POISONED = 'The payload has the key "__proto__", or a "constructor" with a "prototype": rename it.';

/** Of a text that was refused: whether for what is in it. */
function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const PLAIN = /^(?:identity)?$/i;
const UTF_8 = /^"?utf-?8"?$/i;

function checkEncoding({ headers }: FastifyRequest): void {
  const encoding = headers["content-encoding"]?.trim() ?? "";
  if (!PLAIN.test(encoding)) throw new RefusedBody(415, `Send the payload as it is: the encoding ${encoding} is not unpacked.`);
  const charset = /;\s*charset\s*=\s*([^;\s]+)/i.exec(headers["content-type"] ?? "")?.[1] ?? "utf-8";
  if (!UTF_8.test(charset)) throw new RefusedBody(415, `Send the payload in UTF-8: JSON in ${charset} is not read.`);
}

function decode(body: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(body);
  } catch {
    throw new RefusedBody(400, "The payload is not UTF-8: its bytes are no text.");
  }
}
