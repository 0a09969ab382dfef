import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { failureOf } from "../../nodes/test-context.ts";
import { createConnections } from "./connections.ts";
import { readConnections, type ConnectionEntries } from "./read-connections.ts";

const entries = {
  payments: { baseUrl: "demo://payments" },
  bank: { baseUrl: "https://bank.example/v1", headers: { authorization: { env: "BANK_TOKEN" }, "x-client": "omnilink" } },
};

describe("readConnections", () => {
  it("reads the connections of the example flows", () => {
    const read = readConnections(readFileSync(new URL("../../../flows/connections.yaml", import.meta.url), "utf8"));
    expect(read.ok && Object.keys(read.entries)).toEqual([
      "payments",
      "warehouse",
      "tracker",
      "chat",
      "inventory",
      "catalog",
      "mail",
      "teamChat",
    ]);
  });

  it.each([
    ["connections: { a: { url: x } }", "connections.a"],
    ["connections: { a: { baseUrl: 'ftp://x' } }", "connections.a.baseUrl"],
    ["connections: { a: { baseUrl: 'https://user:pass@x' } }", "connections.a.baseUrl"],
    ["connections: { a: { type: smtp, host: 'smtp://x', from: a@x.org } }", "connections.a.host"],
    ["connections: { a: { type: smtp, host: x, from: a@x.org, user: u } }", "connections.a: must have both"],
    ["connections: { a: { type: smtp, host: x, from: a@x.org, user: u, password: p } }", "connections.a.password"],
    ["connections: { a: { type: fax } }", "connections.a.type"],
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
      secrets: ["Bearer x", "x"],
    });
  });

  it("says which of its texts nobody may be shown", async () => {
    const of = async (entry: ConnectionEntries[string]) =>
      (await createConnections({ entries: { it: entry }, env: { IT: "https://x.org/hooks/T1" } }).resolve("org", "it")).secrets;
    const basic = `Basic ${Buffer.from("flows:correct horse").toString("base64")}`;
    expect(await of({ baseUrl: "https://x.org", headers: { Authorization: basic, "x-client": "a" } })).toEqual(
      expect.arrayContaining([basic, "correct horse"]),
    );
    expect(await of({ baseUrl: { env: "IT" } })).toEqual(["https://x.org/hooks/T1", "/hooks/T1"]);
    expect(await of({ baseUrl: "https://x.org/hooks/T1", headers: { "x-client": "a" } })).toBeUndefined();
    const mail = { type: "smtp", host: "x.org", from: "a@x.org", user: "u", password: { env: "IT" } } as const;
    expect(await of(mail)).toContain("https://x.org/hooks/T1");
  });

  it("leads demo mail to the mail server of the demo system", async () => {
    const mail = { type: "smtp", host: "demo://mail", from: "a@x.org" } as const;
    const { resolve } = createConnections({ entries: { mail }, demoMailServer: "127.0.0.1:4125" });
    expect(await resolve("org", "mail")).toEqual({
      name: "mail",
      baseUrl: "smtp://127.0.0.1:4125",
      headers: {},
      allowPrivate: true,
      mailServer: { host: "127.0.0.1", port: 4125, secure: false, from: "a@x.org" },
    });
    expect((await failureOf(createConnections({ entries: { mail } }).resolve("org", "mail"))).code).toBe(
      "connection/unavailable",
    );
  });

  it("signs in at a mail server with a password from the environment, with TLS where the port means it", async () => {
    const mail = { type: "smtp", host: "smtp.x.org", port: 465, from: "a@x.org", user: "u", password: { env: "PW" } } as const;
    const of = async (more: object, env: Record<string, string> = { PW: "p" }) =>
      (await createConnections({ entries: { mail: { ...mail, ...more } }, env }).resolve("org", "mail")).mailServer;
    expect(await of({})).toMatchObject({ port: 465, secure: true, signIn: { user: "u", password: "p" } });
    expect(await of({ port: undefined })).toMatchObject({ port: 587, secure: false });
    expect(await of({ port: undefined, secure: true })).toMatchObject({ port: 465, secure: true });
    expect(await failureOf(of({}, {}))).toMatchObject({ message: expect.stringContaining("its password is not set") });
  });

  it("takes an address that is a secret from the environment", async () => {
    const chat = { baseUrl: { env: "CHAT" } };
    const of = (address: string) => createConnections({ entries: { chat }, env: { CHAT: address } }).resolve("org", "chat");
    expect((await of("https://chat.x.org/hooks/T1")).baseUrl).toBe("https://chat.x.org/hooks/T1");
    expect(await failureOf(of("file:///etc"))).toMatchObject({ code: "connection/unavailable" });
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
