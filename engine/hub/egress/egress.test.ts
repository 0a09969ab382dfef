import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "vitest";
import type { OutgoingRequest } from "../../nodes/sender.ts";
import { createEgress, MOST_CONNECTIONS, type Egress, type EgressOptions } from "./egress.ts";

const open: (Egress | Server)[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await (one.close as () => unknown)();
});

function start(options: Partial<EgressOptions> = {}): Egress {
  const egress = createEgress({ version: "1.2.3", ...options });
  open.push(egress);
  return egress;
}

async function listen(answer: RequestListener): Promise<{ host: string; port: number; requests: number }> {
  const counter = { host: "", port: 0, requests: 0 };
  const server = createServer((request, response) => {
    counter.requests += 1;
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  server.on("connection", (socket) => socket.unref());
  open.push(server);
  counter.port = (server.address() as AddressInfo).port;
  counter.host = `127.0.0.1:${counter.port}`;
  return counter;
}

const get = (url: string, more: Partial<OutgoingRequest> = {}): OutgoingRequest => ({
  method: "GET",
  url: new URL(url),
  headers: {},
  allowPrivate: false,
  signal: new AbortController().signal,
  ...more,
});

/** One address that looks public to the rules and is never dialed, because another beside it is not public. */
const resolveTo =
  (...addresses: string[]): NonNullable<EgressOptions["resolve"]> =>
  (_hostname, _options, done) =>
    done(
      null,
      addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
    );

const HOSTILE = [
  "ftp://example.com/",
  "file:///etc/passwd",
  "gopher://example.com/",
  "data:text/plain,x",
  "javascript:alert(1)",
  "ws://example.com/",
  "blob:https://example.com/x",
  "http://user@example.com/",
  "http://user:pass@example.com/",
  "http://:pass@example.com/",
  "http://example.com@127.0.0.1/",
  "http://example.com:22/",
  "http://example.com:5432/",
  "http://example.com:6379/",
  "http://example.com:8080/",
  "https://example.com:8443/",
  "http://127.0.0.1/",
  "http://127.0.0.1:80/",
  "http://127.1/",
  "http://127.0.1/",
  "http://2130706433/",
  "http://0x7f000001/",
  "http://0x7f.1/",
  "http://0177.0.0.1/",
  "http://017700000001/",
  "http://①②⑦.⓪.⓪.①/",
  "http://127。0。0。1/",
  "http://0/",
  "http://0.0.0.0/",
  "http://10.1.2.3/",
  "http://10.1.2.3:443/",
  "http://167837953/",
  "http://172.16.0.1/",
  "http://172.31.0.1/",
  "http://192.168.0.1/",
  "http://192.168.257/",
  "http://100.64.0.1/",
  "http://169.254.169.254/latest/meta-data/",
  "http://0xa9fea9fe/",
  "http://2852039166/",
  "http://169.254.170.2/",
  "http://192.0.0.192/",
  "http://198.18.0.1/",
  "http://224.0.0.1/",
  "http://240.0.0.1/",
  "http://255.255.255.255/",
  "http://[::]/",
  "http://[::1]/",
  "http://[0:0:0:0:0:0:0:1]/",
  "http://[::127.0.0.1]/",
  "http://[::ffff:127.0.0.1]/",
  "http://[::ffff:7f00:1]/",
  "http://[::ffff:169.254.169.254]/",
  "http://[::ffff:0:127.0.0.1]/",
  "http://[64:ff9b::7f00:1]/",
  "http://[64:ff9b::169.254.169.254]/",
  "http://[64:ff9b:1::1]/",
  "http://[2002:7f00:1::]/",
  "http://[2002:a9fe:a9fe::]/",
  "http://[2001:0:1::80ff:fffe]/",
  "http://[fc00::1]/",
  "http://[fd00:ec2::254]/",
  "http://[fe80::1]/",
  "http://[fec0::1]/",
  "http://[ff02::1]/",
  "http://[2001:db8::1]/",
];

it("says that a call goes on when an answer begins, and with each part of it", async () => {
  let heard = 0;
  const { host } = await listen((_request, response) => {
    response.writeProcessing();
    response.end("x".repeat(10));
  });
  const answer = await start().egress(get(`http://${host}/`, { allowPrivate: true, onProgress: () => void (heard += 1) }));
  expect([answer.body.length, heard]).toEqual([10, 3]);
});

describe("where a call may go", () => {
  it.each(HOSTILE)("%s is refused", async (url) => {
    await expect(start().egress(get(url))).rejects.toMatchObject({ code: "http/blocked", sent: false });
  });

  it.each([
    [["127.0.0.1"]],
    [["1.1.1.1", "127.0.0.1"]],
    [["10.0.0.1"]],
    [["::1"]],
    [["::ffff:10.0.0.1"]],
    [["64:ff9b::7f00:1"]],
    [[]],
  ])("a name that resolves to %j is refused", async (addresses) => {
    const { egress } = start({ resolve: resolveTo(...addresses) });
    await expect(egress(get("http://rebind.test/"))).rejects.toMatchObject({ code: "http/blocked", sent: false });
  });

  it("the names of this machine are refused", async () => {
    await expect(start().egress(get("http://localhost/"))).rejects.toMatchObject({ code: "http/blocked" });
    await expect(start().egress(get("http://localhost./"))).rejects.toMatchObject({
      code: expect.stringMatching(/blocked|network/),
    });
  });

  it("a private address is called when an operator vouches for it, on a connection of its own", async () => {
    const server = await listen((_request, response) => response.end("hello"));
    const url = `http://${server.host}/`;
    const { egress } = start({ allow: [server.host] });
    expect((await egress(get(url))).body).toBe("hello");
    const strict = start();
    expect((await strict.egress(get(url, { allowPrivate: true }))).body).toBe("hello");
    await expect(strict.egress(get(url))).rejects.toMatchObject({ code: "http/blocked" });
    expect(server.requests).toBe(2);
  });

  it("a vouched address must still be http without credentials", async () => {
    const { egress } = start();
    await expect(egress(get("http://u:p@127.0.0.1/", { allowPrivate: true }))).rejects.toMatchObject({ code: "http/blocked" });
    await expect(egress(get("ftp://127.0.0.1/", { allowPrivate: true }))).rejects.toMatchObject({ code: "http/blocked" });
  });

  it("a redirect is an answer and is not followed", async () => {
    const server = await listen((_request, response) => response.writeHead(302, { location: "http://169.254.169.254/" }).end());
    const answer = await start().egress(get(`http://${server.host}/`, { allowPrivate: true }));
    expect(answer).toMatchObject({ status: 302, headers: { location: "http://169.254.169.254/" } });
    expect(server.requests).toBe(1);
  });
});

describe("what a call carries", () => {
  it("is the product's name, the key and the body", async () => {
    const server = await listen((request, response) => {
      const { "user-agent": agent, "idempotency-key": key, "x-a": own } = request.headers;
      request.on("data", (chunk) => response.end(JSON.stringify({ agent, key, own, body: String(chunk) })));
    });
    const post = { method: "POST", headers: { "x-a": "1" }, body: "{}", idempotencyKey: "r:n#1", allowPrivate: true };
    const { body } = await start().egress(get(`http://${server.host}/`, post));
    expect(JSON.parse(body)).toEqual({ agent: "OmniLink/1.2.3", key: "r:n#1", own: "1", body: "{}" });
  });

  it.each(["user-agent", "User-Agent", "USER-AGENT"])(
    "is each header once, a connection's %s and the product's key",
    async (name) => {
      const server = await listen((request, response) => response.end(JSON.stringify(request.headersDistinct)));
      const headers = { [name]: "Shop/1", "Idempotency-Key": "own", "Accept-Encoding": "identity", "x-a": "1", "X-A": "2" };
      const { body } = await start().egress(
        get(`http://${server.host}/`, { headers, idempotencyKey: "r:n#1", allowPrivate: true }),
      );
      expect(JSON.parse(body)).toMatchObject({
        "user-agent": ["Shop/1"],
        "idempotency-key": ["r:n#1"],
        "accept-encoding": ["identity"],
        "x-a": ["2"],
      });
    },
  );

  it.each([
    [{ Host: "evil" }],
    [{ "Content-Length": "5" }],
    [{ "transfer-encoding": "chunked" }],
    [{ Connection: "close" }],
    [{ "Proxy-Authorization": "x" }],
    [{ "x-a": "b\r\nx-c: d" }],
    [{ "x-a": "b\nc" }],
    [{ "x-a": "b\0c" }],
    [{ "x a": "b" }],
    [{ "x\r\ny": "b" }],
    [{ "": "b" }],
  ])("is never the header %j", async (headers) => {
    const request = get("http://127.0.0.1:1/", { headers, allowPrivate: true });
    await expect(start().egress(request)).rejects.toMatchObject({ code: "http/invalid-request", sent: false });
  });
});

describe("what a call may bring back", () => {
  it("is text, unpacked", async () => {
    const server = await listen((_request, response) =>
      response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync("größer")),
    );
    expect((await start().egress(get(`http://${server.host}/`, { allowPrivate: true }))).body).toBe("größer");
  });

  it.each([
    ["plain", (size: number) => Buffer.alloc(size, "x"), {}],
    ["packed", (size: number) => gzipSync(Buffer.alloc(size, "x")), { "content-encoding": "gzip" }],
  ])("is at most 5 MB, %s", async (_what, make, headers) => {
    const server = await listen((request, response) => {
      response.on("error", () => {});
      response.writeHead(200, headers).end(make(request.url === "/fits" ? 5 * 1024 * 1024 : 6 * 1024 * 1024));
    });
    const { egress } = start();
    expect((await egress(get(`http://${server.host}/fits`, { allowPrivate: true }))).body.length).toBe(5 * 1024 * 1024);
    await expect(egress(get(`http://${server.host}/`, { allowPrivate: true }))).rejects.toMatchObject({
      code: "http/response-too-large",
    });
  });

  it("is nothing when the body is damaged or encoded in an unknown way", async () => {
    const server = await listen((request, response) =>
      response.writeHead(200, { "content-encoding": request.url?.slice(1) ?? "" }).end("junk"),
    );
    const { egress } = start();
    await expect(egress(get(`http://${server.host}/gzip`, { allowPrivate: true }))).rejects.toMatchObject({
      code: "http/network",
    });
    await expect(egress(get(`http://${server.host}/zstd`, { allowPrivate: true }))).rejects.toMatchObject({
      code: "http/network",
      answer: { status: 200, headers: { "content-encoding": "zstd" } },
    });
  });

  it("is nothing but its status when it is cut off", async () => {
    const server = await listen((_request, response) => {
      response.writeHead(201, { "content-length": "100" }).write("half");
      setImmediate(() => response.destroy());
    });
    await expect(start().egress(get(`http://${server.host}/`, { allowPrivate: true }))).rejects.toMatchObject({
      code: "http/network",
      answer: { status: 201 },
    });
  });
});

describe("how a call fails", () => {
  it("with http/timeout when it is aborted, sent as far as anyone knows", async () => {
    const abort = new AbortController();
    const server = await listen(() => abort.abort());
    const request = get(`http://${server.host}/`, { allowPrivate: true, signal: abort.signal });
    await expect(start().egress(request)).rejects.toMatchObject({ code: "http/timeout", sent: true });
  });

  it("with http/timeout, unsent, when its time is over before a connection was free", async () => {
    const isFull = Promise.withResolvers<true>();
    const server = await listen(() => server.requests === MOST_CONNECTIONS && isFull.resolve(true));
    const { egress } = start({ allow: [server.host] });
    const others = new AbortController();
    const call = (signal: AbortSignal): Promise<unknown> =>
      egress(get(`http://${server.host}/`, { signal })).catch((e: unknown) => e);
    const hung = Array.from({ length: MOST_CONNECTIONS }, () => call(others.signal));
    await isFull.promise;
    const late = await call(AbortSignal.timeout(1));
    others.abort();
    expect(late).toMatchObject({ code: "http/timeout", sent: false, message: expect.stringContaining("no connection") });
    for (const one of await Promise.all(hung)) expect(one).toMatchObject({ code: "http/timeout", sent: true });
    expect(server.requests).toBe(MOST_CONNECTIONS);
  });

  it("with http/network, unsent, when nobody listens", async () => {
    const server = await listen(() => {});
    await new Promise((resolve) => (open.pop() as Server).close(resolve));
    const failing = start().egress(get(`http://${server.host}/`, { allowPrivate: true }));
    await expect(failing).rejects.toMatchObject({
      code: "http/network",
      sent: false,
      message: expect.stringContaining("refuses connections"),
    });
  });

  it("with http/network, sent, when the connection breaks", async () => {
    const server = await listen((request) => request.socket.destroy());
    await expect(start().egress(get(`http://${server.host}/`, { allowPrivate: true }))).rejects.toMatchObject({
      code: "http/network",
      sent: true,
    });
  });

  it("with http/network, unsent, when the name is not known", async () => {
    const { egress } = start({
      resolve: (_name, _options, done) => done(Object.assign(new Error("no"), { code: "ENOTFOUND" }), []),
    });
    await expect(egress(get("http://nowhere.test/"))).rejects.toMatchObject({ code: "http/network", sent: false });
  });
});
