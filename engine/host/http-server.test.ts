import type { ServerResponse } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { HttpServer } from "./http-server.ts";

describe("HttpServer", () => {
  it("ends at once while an event stream is open, and lets a request finish", async () => {
    const slowStarted = Promise.withResolvers<ServerResponse>();
    const server = new HttpServer({
      request: (request, response) => {
        if (request.url !== "/stream") return slowStarted.resolve(response);
        response.writeHead(200, { "content-type": "text/event-stream" });
        response.write(": hello\n\n");
      },
      upgrade: (_request, socket) => socket.destroy(),
    });
    await server.listen(0, "127.0.0.1");
    const base = `http://127.0.0.1:${server.port}`;
    const stream = await fetch(`${base}/stream`, { headers: { accept: "text/event-stream" } });
    const streamEnded = stream.text().catch(() => "cut");
    const slow = fetch(`${base}/slow`).then((response) => response.text());
    const slowResponse = await slowStarted.promise;

    const stopped = server.stop();
    expect(await streamEnded).toBe("cut");
    slowResponse.end("done");
    expect(await slow).toBe("done");
    await stopped;
    await expect(fetch(base)).rejects.toThrow();
  });

  it.each([
    ["its headers", "GET / HTTP/1.1\r\nhost: x\r\nx-slow: "],
    ["its body", "POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\nhalf"],
  ])("ends a connection that does not send %s in time", async (_what, sent) => {
    const handlers = { request: () => {}, upgrade: () => {} };
    const server = new HttpServer(handlers, { headersMs: 40, requestMs: 60, checkEveryMs: 10 });
    await server.listen(0, "127.0.0.1");
    const socket = connect(server.port, "127.0.0.1", () => socket.write(sent));
    expect(await text(socket)).toMatch(/^HTTP\/1.1 408 /);
    await server.stop();
  });
});
