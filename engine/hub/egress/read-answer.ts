import { promisify } from "node:util";
import { brotliDecompress, gunzip, inflate } from "node:zlib";
import { SendError } from "../../nodes/sender.ts";

export const BODY_LIMIT = 5 * 1024 * 1024;

const decoders = {
  gzip: promisify(gunzip),
  "x-gzip": promisify(gunzip),
  br: promisify(brotliDecompress),
  deflate: promisify(inflate),
} as const;

export const ACCEPTED_ENCODINGS = "gzip, br";

/** Reads a body of at most {@link BODY_LIMIT} bytes, also after decoding: a small answer may unfold into a huge one. */
export async function readBody(
  stream: AsyncIterable<Buffer>,
  encoding: string | undefined,
  onChunk?: () => void,
): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > BODY_LIMIT) throw tooLarge();
    chunks.push(chunk);
    onChunk?.();
  }
  return (await decode(Buffer.concat(chunks), encoding?.trim().toLowerCase() ?? "identity")).toString("utf8");
}

async function decode(body: Buffer, encoding: string): Promise<Buffer> {
  if (encoding === "identity" || encoding === "" || body.length === 0) return body;
  if (!Object.hasOwn(decoders, encoding))
    throw new SendError("http/network", `the answer is encoded as "${encoding}", which is not supported`, true);
  try {
    return await decoders[encoding as keyof typeof decoders](body, { maxOutputLength: BODY_LIMIT });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") throw tooLarge();
    throw new SendError("http/network", "the answer is damaged: its body cannot be decoded", true);
  }
}

const tooLarge = (): SendError =>
  new SendError("http/response-too-large", `the answer is larger than ${BODY_LIMIT / 1024 / 1024} MB`, true);
