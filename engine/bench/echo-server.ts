/**
 * A system that runs call: answers each request with its own body, and honors `Idempotency-Key` by counting a key once.
 * Tells its port when it listens and its counts when asked, over the IPC channel.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

const keys = new Set<string>();
let requests = 0;

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    requests += 1;
    keys.add(String(request.headers["idempotency-key"]));
    const body = Buffer.concat(chunks);
    response.writeHead(200, { "content-type": "application/json", "content-length": body.length }).end(body);
  });
});
// A call must never meet a connection that is just being closed for idleness.
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => process.send?.({ port: (server.address() as AddressInfo).port }));

process.on("message", () => process.send?.({ requests, accepted: keys.size, repeated: requests - keys.size }));
process.on("disconnect", () => process.exit());
