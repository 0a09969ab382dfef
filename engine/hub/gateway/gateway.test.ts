import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { StartRun } from "../../runtime/engine.ts";
import { createGateway, type GatewayPorts } from "./gateway.ts";

const target = { orgId: "org", environment: "prod", flowId: "orderApproval", trigger: "start", method: "POST", path: "orders" };

function gateway(overrides: Partial<GatewayPorts> = {}) {
  const started: StartRun[] = [];
  const ports: GatewayPorts = {
    findWebhook: (token) => Promise.resolve(token === "token" ? target : undefined),
    startRun: (request) => {
      started.push(request);
      return Promise.resolve({ ok: true, runId: "run-1", created: true, version: 1 });
    },
    followRun: () => {
      throw new Error("Nobody waits for this run.");
    },
    checkDatabase: () => Promise.resolve(),
    ...overrides,
  };
  return { app: createGateway(ports), started };
}

describe("the gateway", () => {
  it("answers 202 with the run's id once the run is stored", async () => {
    const { app, started } = gateway();
    const answer = await app.inject({ method: "POST", url: "/hooks/token/orders", payload: { id: "A1" } });
    expect(answer.statusCode).toBe(202);
    expect(answer.json()).toEqual({ runId: "run-1", duplicate: false });
    expect(started).toEqual([
      {
        ...{ orgId: "org", environment: "prod", flowId: "orderApproval", trigger: "start", input: { id: "A1" } },
        ...{ startedBy: "webhook", callerWaits: true },
      },
    ]);
  });

  it.each(["webhook-id", "x-github-delivery", "idempotency-key"])("takes the delivery id from %s", async (header) => {
    const { app, started } = gateway();
    await app.inject({ method: "POST", url: "/hooks/token/orders", payload: {}, headers: { [header]: "d-1" } });
    expect(started[0]?.triggerKey).toBe(`${header}:d-1`);
  });

  it("takes along the span of a caller who says it, and passes over a header that names none", async () => {
    const { app, started } = gateway();
    const span = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    for (const traceparent of [span, "00-nonsense"])
      await app.inject({ method: "POST", url: "/hooks/token/orders", payload: {}, headers: { traceparent } });
    expect(started.map((request) => request.traceparent)).toEqual([span, undefined]);
  });

  it("refuses a delivery id that is too long", async () => {
    const { app, started } = gateway();
    const headers = { "webhook-id": "x".repeat(201) };
    const answer = await app.inject({ method: "POST", url: "/hooks/token/orders", payload: {}, headers });
    expect(answer.statusCode).toBe(400);
    expect(started).toEqual([]);
  });

  it.each([
    ["an unknown token", "/hooks/other/orders"],
    ["another path", "/hooks/token/others"],
    ["an unknown address", "/nowhere"],
  ])("answers 404 with a problem document for %s", async (_, url) => {
    const answer = await gateway().app.inject({ method: "POST", url, payload: {} });
    expect(answer.statusCode).toBe(404);
    expect(answer.headers["content-type"]).toContain("application/problem+json");
    expect(answer.json()).toMatchObject({ status: 404, detail: expect.any(String) });
  });

  it("answers 405 with the method it takes", async () => {
    const answer = await gateway().app.inject({ method: "GET", url: "/hooks/token/orders" });
    expect(answer.statusCode).toBe(405);
    expect(answer.headers.allow).toBe("POST");
  });

  it("answers 422 with the problems of an invalid payload", async () => {
    const problem = { code: "input/invalid", severity: "error", message: "id is missing.", fix: "Add it.", path: "/id" } as const;
    const { app } = gateway({ startRun: () => Promise.resolve({ ok: false, reason: "invalidInput", problems: [problem] }) });
    const answer = await app.inject({ method: "POST", url: "/hooks/token/orders", payload: {} });
    expect(answer.statusCode).toBe(422);
    expect(answer.json()).toMatchObject({ problems: [problem] });
  });

  it.each([
    ["a prototype key", '{"__proto__": {"admin": true}}', "application/json", 400],
    ["broken JSON", '{"id":', "application/json", 400],
    ["another media type", "<order/>", "text/xml", 415],
    ["more than 1 MB", JSON.stringify({ text: "x".repeat(1024 * 1024) }), "application/json", 413],
  ])("refuses %s", async (_, payload, type, status) => {
    const { app, started } = gateway();
    const answer = await app.inject({ method: "POST", url: "/hooks/token/orders", payload, headers: { "content-type": type } });
    expect(answer.statusCode).toBe(status);
    expect(answer.headers["content-type"]).toContain("application/problem+json");
    expect(started).toEqual([]);
  });

  const json = "application/json";
  it.each<[string, Buffer | string, Record<string, string>, number, string]>([
    ["a packed payload", gzipSync('{"id":1}'), { "content-type": json, "content-encoding": "gzip" }, 415, "gzip"],
    ["another charset", '{"id":1}', { "content-type": `${json}; charset=iso-8859-1` }, 415, "iso-8859-1"],
    ["bytes that are no UTF-8", Buffer.from('{"id":"gr\u00f6\u00dfer"}', "latin1"), { "content-type": json }, 400, "UTF-8"],
    ["plain text", '{"id":1}', { "content-type": "text/plain" }, 415, json],
    ["two content types", '{"id":1}', { "content-type": `text/plain, ${json}` }, 415, json],
    ["a form", "id=1", { "content-type": "application/x-www-form-urlencoded" }, 415, json],
    ["a file", "--x\r\n\r\n1\r\n--x--", { "content-type": "multipart/form-data; boundary=x" }, 415, json],
    ["no content type", '{"id":1}', {}, 415, json],
    ["nothing that says it is JSON", "", { "content-type": json }, 400, "empty"],
    ["half of JSON", '{"id":', { "content-type": json }, 400, "JSON"],
    ["a prototype", '{"__proto__":{"admin":true}}', { "content-type": json }, 400, "prototype"],
    ["the prototype of a constructor", '{"a":{"constructor":{"prototype":{}}}}', { "content-type": json }, 400, "prototype"],
  ])("refuses %s with words about it, and starts nothing", async (_what, payload, headers, status, word) => {
    const { app, started } = gateway();
    const answer = await app.inject({ method: "POST", url: "/hooks/token/orders", payload, headers });
    expect([answer.statusCode, answer.json().detail]).toEqual([status, expect.stringContaining(word)]);
    expect(started).toEqual([]);
  });

  it.each(["application/json; charset=utf-8", 'application/json;charset="UTF-8"', "APPLICATION/JSON"])(
    "takes JSON that is called %s, with a byte order mark or without",
    async (type) => {
      const { app, started } = gateway();
      for (const payload of ['{"id":"größer"}', '\ufeff{"id":"größer"}']) {
        const headers = { "content-type": type, "content-encoding": "identity" };
        expect((await app.inject({ method: "POST", url: "/hooks/token/orders", payload, headers })).statusCode).toBe(202);
      }
      expect(started.map(({ input }) => input)).toEqual([{ id: "größer" }, { id: "größer" }]);
    },
  );

  it.each(["GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"] as const)(
    "starts nothing for a %s where it takes POST",
    async (method) => {
      const { app, started } = gateway();
      const answer = await app.inject({ method, url: "/hooks/token/orders" });
      expect([answer.statusCode, answer.headers.allow]).toEqual([405, "POST"]);
      expect(started).toEqual([]);
    },
  );

  it("starts nothing for the HEAD of a preview where it takes GET", async () => {
    const { app, started } = gateway({ findWebhook: async () => ({ ...target, method: "GET" }) });
    expect((await app.inject({ method: "HEAD", url: "/hooks/token/orders" })).statusCode).toBe(405);
    expect(started).toEqual([]);
  });

  it("tells the operator why a message could not be stored, and not the sender", async () => {
    const lines: string[] = [];
    const startRun = () => Promise.reject(new Error("relation run is away"));
    const { app } = gateway({ startRun, log: (line) => void lines.push(line) });
    const answer = await app.inject({ method: "POST", url: "/hooks/token/orders", payload: {} });
    expect([answer.statusCode, answer.body.includes("relation")]).toEqual([503, false]);
    expect(lines).toEqual([expect.stringContaining("relation run is away")]);
  });

  it("asks the sender to repeat when the run could not be stored, and tells nothing of the inside", async () => {
    const { app } = gateway({ startRun: () => Promise.reject(new Error("password=secret connection refused")) });
    const answer = await app.inject({ method: "POST", url: "/hooks/token/orders", payload: {} });
    expect(answer.statusCode).toBe(503);
    expect(answer.body).not.toContain("secret");
  });

  it("is live without a database and ready only with one", async () => {
    const { app } = gateway({ checkDatabase: () => Promise.reject(new Error("down")) });
    expect((await app.inject("/health/live")).statusCode).toBe(200);
    expect((await app.inject("/health/ready")).statusCode).toBe(503);
    expect((await gateway().app.inject("/health/ready")).json()).toEqual({ status: "ready" });
  });
});
