import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { failureOf } from "../../nodes/test-context.ts";
import { createConnections } from "./connections.ts";
import { readConnections } from "./read-connections.ts";

const entries = {
  payments: { baseUrl: "demo://payments" },
  bank: { baseUrl: "https://bank.example/v1", headers: { authorization: { env: "BANK_TOKEN" }, "x-client": "omnilink" } },
};

describe("readConnections", () => {
  it("reads the connections of the example flows", () => {
    const read = readConnections(readFileSync(new URL("../../../flows/connections.yaml", import.meta.url), "utf8"));
    expect(read.ok && Object.keys(read.entries)).toEqual(["payments", "warehouse", "tracker", "chat", "inventory", "catalog"]);
  });

  it.each([
    ["connections: { a: { url: x } }", "connections.a"],
    ["connections: { a: { baseUrl: 'ftp://x' } }", "connections.a.baseUrl"],
    ["connections: { a: { baseUrl: 'https://user:pass@x' } }", "connections.a.baseUrl"],
    ["connections: [", "not YAML"],
    ["", "the file"],
  ])("names the place of what is wrong in %j", (text, place) => {
    const read = readConnections(text);
    expect(read.ok ? "" : read.messages.join("\n")).toContain(place);
  });
});

describe("createConnections", () => {
  it("leads demo addresses to the running demo system and vouches for them", async () => {
    const { resolve } = createConnections({ entries, demoUrl: "http://127.0.0.1:4100/" });
    expect(await resolve("org", "payments")).toEqual({
      name: "payments",
      baseUrl: "http://127.0.0.1:4100/payments",
      headers: {},
      allowPrivate: true,
    });
  });

  it("takes credentials from the environment and vouches for nothing else", async () => {
    const { resolve } = createConnections({ entries, env: { BANK_TOKEN: "Bearer x" } });
    expect(await resolve("org", "bank")).toEqual({
      name: "bank",
      baseUrl: "https://bank.example/v1",
      headers: { authorization: "Bearer x", "x-client": "omnilink" },
      allowPrivate: false,
    });
  });

  it("says which connections there are when one is unknown", async () => {
    const { resolve } = createConnections({ entries });
    const failure = await failureOf(resolve("org", "paymnts"));
    expect(failure).toMatchObject({ code: "connection/unknown", message: expect.stringContaining("payments, bank") });
    expect((await failureOf(resolve("org", "constructor"))).code).toBe("connection/unknown");
  });

  it("says what this machine lacks", async () => {
    const { resolve } = createConnections({ entries, env: {} });
    expect(await failureOf(resolve("org", "bank"))).toMatchObject({
      code: "connection/unavailable",
      message: expect.stringContaining("authorization"),
    });
    expect(await failureOf(resolve("org", "payments"))).toMatchObject({ code: "connection/unavailable" });
  });
});
