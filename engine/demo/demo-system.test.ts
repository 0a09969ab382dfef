import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createMailSender } from "../hub/mail/smtp-sender.ts";
import { startDemoSystem, type DemoSystem } from "./start-demo-system.ts";

let dataDir: string;
let demo: DemoSystem;

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), "omnilink-demo-"));
  demo = await startDemoSystem({ port: 0, dataDir });
});

afterEach(async () => {
  await demo.close();
  rmSync(dataDir, { recursive: true });
});

interface Answer {
  readonly charges: readonly unknown[];
  readonly calls: readonly { readonly outcome: string }[];
}

async function call(method: "GET" | "POST", path: string, body?: object, key?: string) {
  const response = await fetch(`${demo.url}${path}`, {
    method,
    headers: { "content-type": "application/json", ...(key === undefined ? {} : { "idempotency-key": key }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const answer: unknown = text.startsWith("<") ? text : JSON.parse(text);
  return { status: response.status, body: answer as Answer };
}
const post = (path: string, body?: object, key?: string) => call("POST", path, body, key);
const outcomes = async (system: string) =>
  (await call("GET", `/demo/ledger?system=${system}`)).body.calls.map(({ outcome }) => outcome);

describe("idempotency", () => {
  it("gives the same answer and one effect for a repeated call", async () => {
    const first = await post("/payments/charges", { amount: 5 }, "k");
    expect(first).toMatchObject({ status: 201, body: { chargeId: "ch_1" } });
    expect(await post("/payments/charges", { amount: 5 }, "k")).toEqual(first);
    expect(await outcomes("payments")).toEqual(["accepted", "replayed"]);
    expect((await call("GET", "/payments/ledger")).body.charges).toHaveLength(1);
  });

  it("refuses another body under the same key", async () => {
    await post("/payments/charges", { amount: 5 }, "k");
    expect((await post("/payments/charges", { amount: 6 }, "k")).status).toBe(422);
    expect(await outcomes("payments")).toEqual(["accepted", "conflict"]);
  });

  it("remembers a refusal as well", async () => {
    const order = { lines: [{ sku: "OUT-OF-STOCK" }] };
    expect((await post("/warehouse/shipments", order, "k")).status).toBe(409);
    expect((await post("/warehouse/shipments", order, "k")).status).toBe(409);
    expect(await outcomes("warehouse")).toEqual(["declined", "replayed"]);
  });

  it("outlives the process, also one that was killed in the middle of a line", async () => {
    const first = await post("/payments/charges", { amount: 5 }, "k");
    await demo.close();
    appendFileSync(join(dataDir, "ledger.jsonl"), '{"seq":2,"system":"pay');
    demo = await startDemoSystem({ port: 0, dataDir });
    expect(await post("/payments/charges", { amount: 5 }, "k")).toEqual(first);
    expect((await post("/payments/charges/ch_1/refund", undefined, "r")).status).toBe(201);
    await demo.close();
    demo = await startDemoSystem({ port: 0, dataDir });
    expect(await outcomes("payments")).toEqual(["accepted", "replayed", "accepted"]);
    expect((await post("/payments/charges/ch_1/refund", undefined, "r2")).status).toBe(409);
  });
});

describe("payments", () => {
  it("refunds a charge once", async () => {
    await post("/payments/charges", { amount: 5 }, "k");
    expect((await post("/payments/charges/ch_1/refund", undefined, "r1")).status).toBe(201);
    expect((await post("/payments/charges/ch_1/refund", undefined, "r2")).status).toBe(409);
    expect((await post("/payments/charges/ch_9/refund", undefined, "r3")).status).toBe(404);
    expect((await call("GET", "/payments/ledger")).body).toMatchObject({
      refunds: 1,
      charges: [{ chargeId: "ch_1", refundId: "re_2" }],
    });
  });

  it("declines who has no funds, and what is no amount", async () => {
    expect((await post("/payments/charges", { amount: 5, customer: "NO-FUNDS" })).status).toBe(402);
    expect((await post("/payments/charges", { amount: "5" })).status).toBe(400);
  });
});

describe("mail", () => {
  const send = (to: string, messageId = "<a@x>") => {
    const [host = "", port] = demo.mailServer.split(":");
    const server = { host, port: Number(port), secure: false, from: "flows@example.com" };
    const signal = new AbortController().signal;
    const content = { subject: "Ihr Antrag <7>", text: "Grüße\n\nvon uns", html: "<p>Grüße</p>", cc: [] };
    return createMailSender()({ server, allowPrivate: true, messageId, to: [to], signal, ...content });
  };

  it("is caught and shown, and a repeat is kept once", async () => {
    await send("ana@example.com");
    await send("ana@example.com");
    await send("bea@example.com", "<b@x>");
    const page = String((await call("GET", "/demo/mail")).body);
    expect(page.match(/<article>/g)).toHaveLength(2);
    expect(page).toContain("Ihr Antrag &lt;7&gt;");
    expect(page).toContain("Grüße\n\nvon uns");
    expect(await outcomes("mail")).toEqual(["accepted", "replayed", "accepted"]);
  });

  it("is refused to nobody, and fails when told to", async () => {
    await expect(send("nobody@example.com")).rejects.toThrow("550");
    await post("/demo/faults", { system: "mail", mode: "fail", times: 1 });
    await expect(send("ana@example.com")).rejects.toThrow("busy");
    await post("/demo/faults", { system: "mail", mode: "dropAfterAccept", times: 1 });
    await expect(send("ana@example.com")).rejects.toThrow("broke");
    await send("ana@example.com");
    expect(await outcomes("mail")).toEqual(["accepted", "replayed"]);
  });
});

describe("faults", () => {
  it("fail, for as many calls as asked, without an effect", async () => {
    await post("/demo/faults", { system: "chat", mode: "fail", times: 2, status: 500 });
    const statuses = [];
    for (const key of ["a", "a", "a"]) statuses.push((await post("/chat/messages", { text: "x" }, key)).status);
    expect(statuses).toEqual([500, 500, 201]);
    expect(await outcomes("chat")).toEqual(["accepted"]);
  });

  it("drop the connection after the effect, so that only a repeat tells", async () => {
    await post("/demo/faults", { system: "chat", mode: "dropAfterAccept", times: 1 });
    await expect(post("/chat/messages", { text: "x" }, "k")).rejects.toThrow();
    expect((await post("/chat/messages", { text: "x" }, "k")).body).toMatchObject({ messageId: "m_1" });
    expect(await outcomes("chat")).toEqual(["accepted", "replayed"]);
  });

  it("delay the answer", async () => {
    await post("/demo/faults", { system: "tracker", mode: "slow", delayMs: 1 });
    expect((await post("/tracker/tickets", { title: "x" })).status).toBe(201);
  });

  it("make the inventory flaky from the start, until they are switched off", async () => {
    const ask = async () => (await call("GET", "/inventory/changes?since=3")).status;
    expect([await ask(), await ask(), await ask(), await ask()]).toEqual([503, 503, 200, 503]);
    await post("/demo/faults", { system: "inventory", mode: "off" });
    expect([await ask(), await ask()]).toEqual([200, 200]);
    expect((await call("GET", "/demo/faults")).body).toEqual({ faults: [] });
  });

  it("are refused when they make no sense", async () => {
    expect((await post("/demo/faults", { system: "moon", mode: "fail" })).status).toBe(400);
    expect((await post("/demo/faults", { system: "chat", mode: "fail", often: 2 })).status).toBe(400);
  });
});

describe("the other systems", () => {
  it("take things down and list them", async () => {
    await post("/orders", { customer: "Ada" });
    await post("/tracker/tickets", { title: "T" });
    await post("/warehouse/shipments", { order: "A", lines: [] });
    expect((await call("GET", "/orders")).body).toMatchObject([{ customer: "Ada" }]);
    expect((await call("GET", "/tracker/tickets")).body).toMatchObject([{ title: "T" }]);
    expect((await call("GET", "/warehouse/shipments")).body).toMatchObject([{ order: "A" }]);
    expect((await post("/catalog/items", { items: [1, 2] })).body).toEqual({ accepted: 2, cursor: null });
    expect((await post("/chat/messages", {})).status).toBe(400);
  });

  it("cancel a shipment once", async () => {
    const { body } = await post("/warehouse/shipments", { order: "A", lines: [] });
    const shipmentId = String(new Map(Object.entries(body)).get("shipmentId"));
    const path = `/warehouse/shipments/${shipmentId}/cancel`;
    expect(await post(path, {}, "k")).toMatchObject({ status: 201, body: { shipmentId, status: "unpacked" } });
    expect((await post(path, {}, "k")).status).toBe(201);
    expect((await post(path, {}, "other")).status).toBe(409);
    expect((await post("/warehouse/shipments/shp_0/cancel", {})).status).toBe(404);
  });

  it("explain themselves on a page", async () => {
    expect((await call("GET", "/")).body).toContain("OmniLink demo system");
  });
});
