import "server-only";

/** More than the largest request a page makes: a try of a draft with its samples, 8 million characters. */
export const BODY_LIMIT = 16 * 1024 * 1024;

/**
 * The same request with a body that fails once it is longer than `limit` bytes, or `undefined` where it says so itself.
 * Without this, whoever is not even signed in could fill the memory of the web process.
 */
export function limitBody(request: Request, limit: number = BODY_LIMIT): Request | undefined {
  if (Number(request.headers.get("content-length") ?? 0) > limit) return undefined;
  if (request.body === null) return request;
  let received = 0;
  const counted = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      received += chunk.byteLength;
      if (received > limit) controller.error(new Error(`The body is longer than ${limit} bytes.`));
      else controller.enqueue(chunk);
    },
  });
  return new Request(request, asBody(request.body.pipeThrough(counted)));
}

/** `duplex` is asked for by Node wherever a body is a stream, and unknown to the types of a browser. */
export const asBody = (body: ReadableStream<Uint8Array>): RequestInit & { readonly duplex: "half" } => ({ body, duplex: "half" });
