import { traceparentOfCall } from "../../core/trace/trace-ids.ts";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../core/json.ts";
import { failureOf, testEffectContext, type TestStep } from "../test-context.ts";
import { effectOf, http } from "./definition.ts";
import { createHttpExecutor } from "./execute.ts";
import { SendError, type IncomingAnswer, type OutgoingRequest } from "../sender.ts";

type Given = Partial<IncomingAnswer> | SendError;

/** Runs one attempt against an answer, and says what was sent. */
async function call(config: JsonObject, given: Given = {}, more: Partial<TestStep> = {}) {
  const sent: OutgoingRequest[] = [];
  const executor = createHttpExecutor(async (request) => {
    sent.push(request);
    if (given instanceof SendError) throw given;
    return { status: 200, headers: { "content-type": "application/json" }, body: '{"ok":true}', ...given };
  });
  const context = testEffectContext({ config, ...more });
  const input = JSON.parse(JSON.stringify(await executor.prepare(context)));
  const outcome = await executor.run(context, input);
  return { input, sent: sent[0]!, output: outcome.output };
}

const post: JsonObject = { connection: "payments", method: "POST", url: "/charges", body: { amount: 5 } };

describe("http request", () => {
  it("records what it sends, without the connection's address and credentials", async () => {
    const { input, sent } = await call({
      ...post,
      query: { tag: ["a", "b"], none: null, n: 1 },
      headers: { "X-Source": "omnilink" },
    });
    expect(input).toEqual({
      connection: "payments",
      method: "POST",
      url: "/charges?tag=a&tag=b&n=1",
      headers: { "x-source": "omnilink" },
      body: { amount: 5 },
    });
    expect(String(sent.url)).toBe("https://api.example.com/v1/charges?tag=a&tag=b&n=1");
    expect(sent.headers).toEqual({
      "content-type": "application/json",
      ...{ "x-source": "omnilink", authorization: "Bearer secret" },
      traceparent: traceparentOfCall("run:probe#1"),
    });
    expect(sent).toMatchObject({ body: '{"amount":5}', idempotencyKey: "run:probe#1", nodeId: "probe" });
  });

  it.each(["traceparent", "Traceparent", "TraceParent", "TRACEPARENT"])(
    "lets a flow's own %s win over the product's",
    async (name) => {
      const own = `00-${"a".repeat(32)}-${"b".repeat(16)}-01`;
      const { sent } = await call({ ...post, headers: { [name]: own, "Content-TYPE": "application/ld+json" } });
      expect(sent.headers).toEqual({ authorization: "Bearer secret", "content-type": "application/ld+json", traceparent: own });
    },
  );

  it("sends text as it is, and neither body nor key with GET", async () => {
    expect((await call({ ...post, body: "plain" })).sent).toMatchObject({
      body: "plain",
      headers: { "content-type": "text/plain; charset=utf-8" },
    });
    const { sent } = await call({ method: "GET", url: "https://a.example/x?y=1", query: { z: true } });
    expect(String(sent.url)).toBe("https://a.example/x?y=1&z=true");
    expect(sent.body).toBeUndefined();
    expect(sent.idempotencyKey).toBeUndefined();
    expect(sent.allowPrivate).toBe(false);
  });

  it.each(["/../admin", "//evil.example/x", "/a/../../x", "@evil.example/", "/%2e%2e/x", "/..\\x", "x"])(
    "does not let %j lead out of its connection",
    async (url) => {
      const result = await call({ ...post, url }).catch((error: unknown) => error);
      if (result instanceof Error) return expect(result).toMatchObject({ failure: { code: "http/invalid-request" } });
      expect(String((result as { sent: OutgoingRequest }).sent.url)).toMatch(/^https:\/\/api\.example\.com\/v1\//);
    },
  );

  it.each([
    [{ url: 7 }, '"url" must be text'],
    [{ headers: { "x-a": "b\r\nc: d" } }, 'header "x-a"'],
    [{ headers: { Authorization: "Bearer x" } }, "is a credential"],
    [{ headers: { Host: "evil" } }, "set by the HTTP client"],
    [{ query: { q: { nested: true } } }, '"query.q"'],
  ])("refuses what templates must not give: %j", async (wrong, message) => {
    const failure = await failureOf(call({ ...post, ...wrong }));
    expect(failure).toMatchObject({ code: "http/invalid-request", message: expect.stringContaining(message) });
    expect(failure.retryable).toBeUndefined();
  });
});

describe("http answer", () => {
  it("is JSON, text or nothing, as the receiver says", async () => {
    const text = (headers: Record<string, string>, body: string) => call(post, { headers, body }).then(({ output }) => output);
    expect(await text({ "content-type": "application/problem+json; charset=utf-8" }, '{"a":1}')).toEqual({ a: 1 });
    expect(await text({ "content-type": "text/html" }, "<p>")).toBe("<p>");
    expect(await text({}, '{"a":1}')).toBe('{"a":1}');
    expect(await text({ "content-type": "application/json" }, "")).toBeNull();
  });

  it("can be had with status and headers, cookies left out", async () => {
    const headers = { "content-type": "application/json", etag: '"1"', "set-cookie": "session=secret" };
    const { output } = await call({ ...post, output: "response" }, { status: 201, headers });
    expect(output).toEqual({ status: 201, headers: { "content-type": "application/json", etag: '"1"' }, body: { ok: true } });
  });

  it("fails when it says it is JSON and is not", async () => {
    expect(await failureOf(call(post, { body: "<html>" }))).toMatchObject({
      code: "http/invalid-response",
      details: { body: "<html>" },
    });
  });

  it("says that the work was done when only its body cannot be read, unless nothing was asked for but data", async () => {
    const cutOff = new SendError("http/network", "broke", true, { status: 201, headers: {} });
    expect((await failureOf(call(post, { body: "<html>" }))).done).toBe(true);
    expect(await failureOf(call(post, cutOff))).toMatchObject({ code: "http/network", done: true, retryable: true });
    expect((await failureOf(call({ method: "GET", url: "https://a.example/" }, cutOff))).done).toBeUndefined();
    expect((await failureOf(call(post, new SendError("http/network", "broke", true)))).done).toBeUndefined();
  });

  it("refuses by its status, whatever became of its body", async () => {
    const cutOff = new SendError("http/response-too-large", "large", true, { status: 422, headers: { "retry-after": "5" } });
    const failure = await failureOf(call(post, cutOff));
    expect(failure).toMatchObject({ code: "http/status", retryable: false, details: { status: 422 } });
    expect(failure.done).toBeUndefined();
  });

  it("fails when it nests without end", async () => {
    const body = "[".repeat(100_000) + "]".repeat(100_000);
    const message = expect.stringContaining("nests deeper than 500 levels");
    expect(await failureOf(call(post, { body }))).toMatchObject({ code: "http/invalid-response", message });
  });

  it("fails with its status and body when the status is not expected", async () => {
    const failure = await failureOf(call(post, { status: 402, body: '{"error":"declined"}' }));
    expect(failure).toMatchObject({
      code: "http/status",
      retryable: false,
      details: { status: 402, body: { error: "declined" } },
    });
    expect(failure.message).toBe("POST payments/charges was answered with status 402.");
  });

  it("may have any status that the step expects", async () => {
    const expected = { ...post, expect: { status: ["2xx", 404] } };
    expect((await call(expected, { status: 404 })).output).toEqual({ ok: true });
    expect((await failureOf(call({ ...post, expect: { status: [404] } }, { status: 200 }))).code).toBe("http/status");
  });

  it.each([
    [408, true],
    [425, true],
    [429, true],
    [500, true],
    [503, true],
    [400, false],
    [404, false],
    [409, false],
    [301, false],
  ])("of status %i is tried again: %s", async (status, retryable) => {
    expect((await failureOf(call(post, { status }))).retryable).toBe(retryable);
  });

  it("says when to come back, by the receiver's own clock", async () => {
    const pause = async (headers: Record<string, string>) => (await failureOf(call(post, { status: 429, headers }))).retryAfterMs;
    expect(await pause({ "retry-after": "7" })).toBe(7_000);
    expect(await pause({ "retry-after": "Wed, 21 Oct 2026 07:28:30 GMT", date: "Wed, 21 Oct 2026 07:28:00 GMT" })).toBe(30_000);
    expect(await pause({ "retry-after": "Wed, 21 Oct 2026 07:28:30 GMT" })).toBeUndefined();
    expect(await pause({ "retry-after": "999999999" })).toBe(86_400_000);
  });
});

describe("http repeats", () => {
  const lost = new SendError("http/timeout", "no answer", true);
  const refused = new SendError("http/network", "refused", false);

  it("tries again after a timeout or a broken connection", async () => {
    expect(await failureOf(call(post, lost))).toMatchObject({ code: "http/timeout", retryable: true });
    expect(await failureOf(call(post, refused))).toMatchObject({ code: "http/network", retryable: true });
    expect(await failureOf(call(post, new SendError("http/blocked", "no", false)))).toMatchObject({ retryable: false });
  });

  it("repeats an effect of class none only when nothing can have arrived", async () => {
    expect((await failureOf(call(post, lost, { effect: "none" }))).retryable).toBe(false);
    expect((await failureOf(call(post, refused, { effect: "none" }))).retryable).toBe(true);
    expect((await failureOf(call(post, { status: 500 }, { effect: "none" }))).retryable).toBe(false);
    expect((await failureOf(call(post, { status: 429 }, { effect: "none" }))).retryable).toBe(true);
  });

  it("takes the class from the method unless the flow says it", () => {
    expect(effectOf({ method: "PUT" })).toBe("idempotent");
    expect(effectOf({ method: "POST" })).toBe("keyed");
    expect(effectOf({ method: "POST", effect: "none" })).toBe("none");
  });
});

describe("http config", () => {
  const accepts = (more: object): boolean => http.config.safeParse({ method: "POST", url: "https://a.example", ...more }).success;

  it("wants a path with a connection and an address without", () => {
    expect(accepts({})).toBe(true);
    expect(accepts({ url: "/x" })).toBe(false);
    expect(accepts({ url: "file:///etc/passwd" })).toBe(false);
    expect(accepts({ connection: "a", url: "/x" })).toBe(true);
    expect(accepts({ connection: "a", url: "https://a.example" })).toBe(false);
    expect(accepts({ connection: "a", url: '="/x/" & input.id' })).toBe(true);
  });

  it("refuses credentials in headers, a body with GET, and unknown keys", () => {
    expect(accepts({ headers: { Cookie: "a=b" } })).toBe(false);
    expect(accepts({ method: "GET", body: {} })).toBe(false);
    expect(accepts({ retries: 3 })).toBe(false);
  });

  it("shows method, connection and path", () => {
    expect(http.summarize({ method: "POST", connection: "payments", url: "/charges" })).toBe("POST payments/charges");
  });
});

describe("http look-up", () => {
  const paid: JsonObject = {
    connection: "bank",
    method: "POST",
    url: "/payments",
    effect: "lookup",
    lookup: { url: "/payments/7" },
  };

  async function lookUp(lookup: JsonObject, given: Given = {}) {
    const sent: OutgoingRequest[] = [];
    const executor = createHttpExecutor(async (request) => {
      sent.push(request);
      if (given instanceof SendError) throw given;
      return { status: 200, headers: { "content-type": "application/json" }, body: '{"id":7}', ...given };
    });
    const config = { ...paid, lookup: { ...(paid["lookup"] as JsonObject), ...lookup } };
    const outcome = await executor.lookUp!(testEffectContext({ config, effect: "lookup" }), null);
    return { sent: sent[0]!, outcome };
  }

  it("asks the same connection, by GET and without a key", async () => {
    const { sent, outcome } = await lookUp({ query: { full: true } });
    expect(sent).toMatchObject({ method: "GET", headers: { authorization: "Bearer secret" } });
    expect(String(sent.url)).toBe("https://api.example.com/v1/payments/7?full=true");
    expect(sent.idempotencyKey).toBeUndefined();
    expect(outcome).toEqual({ output: { id: 7 } });
  });

  it.each([404, 410])("takes %i for nothing was done", async (status) => {
    expect((await lookUp({}, { status })).outcome).toBeUndefined();
  });

  it.each([401, 403, 429, 500, 302])("takes %i for no answer to the question", async (status) => {
    expect(await failureOf(lookUp({}, { status }))).toMatchObject({ code: "http/status" });
  });

  it("is not led astray by a condition that is neither true nor false", async () => {
    expect(await failureOf(lookUp({ found: '"no"' }))).toMatchObject({ code: "http/invalid-response" });
    expect((await lookUp({ found: "false" })).outcome).toBeUndefined();
  });

  it.each([
    [{ effect: "lookup" }, "lookup"],
    [{ effect: "keyed", lookup: { url: "/x" } }, "lookup"],
    [{ effect: "lookup", lookup: { url: "x" } }, "lookup.url"],
    [{ effect: "lookup", lookup: { url: "/x", method: "POST" } }, "lookup.method"],
  ])("is refused as %j", (wrong, path) => {
    const { lookup: _lookup, ...rest } = paid;
    const result = http.config.safeParse({ ...rest, ...wrong });
    expect(result.error?.issues.map((issue) => issue.path.join("."))).toEqual([path]);
  });
});
