import { createServer, type Server } from "node:net";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startSmtpServer, type Delivery, type SmtpServer } from "../../demo/mail/smtp-server.ts";
import { readMessage } from "../../demo/mail/read-message.ts";
import { MailError, type OutgoingMail } from "../../nodes/mail-sender.ts";
import { createMailSender } from "./smtp-sender.ts";

let caught: Delivery[];
let outcome: "taken" | "busy" | "cut";
let server: SmtpServer;

beforeEach(async () => {
  caught = [];
  outcome = "taken";
  server = await startSmtpServer(0, {
    accepts: (recipient) => !recipient.startsWith("nobody@"),
    deliver: async (delivery) => (caught.push(delivery), outcome),
  });
});
afterEach(() => server.close());

const mailTo = (to: readonly string[], more: Partial<OutgoingMail> = {}): OutgoingMail => ({
  server: { host: "127.0.0.1", port: server.port, secure: false, from: "Flows <flows@acme.example>" },
  allowPrivate: true,
  messageId: "<abc@acme.example>",
  to,
  cc: [],
  subject: "Grüße",
  text: "Zwölf Boxkämpfer\n.\njagen — Viktor",
  html: "<p>Zwölf</p>",
  signal: new AbortController().signal,
  ...more,
});

async function errorOf(mail: OutgoingMail, sender = createMailSender()): Promise<string> {
  const error = await sender(mail).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof MailError)) throw new Error(`It was expected to fail with a MailError, not with ${String(error)}.`);
  return `${error.code}: ${error.message}`;
}

describe("createMailSender", () => {
  it("hands over what was written, in any alphabet", async () => {
    const receipt = await createMailSender()(mailTo(["Ana Lima <ana@x.org>"], { cc: ["bea@x.org"] }));
    expect(receipt).toEqual({ accepted: ["ana@x.org", "bea@x.org"], refused: [] });
    expect(caught[0]).toMatchObject({ from: "flows@acme.example", to: ["ana@x.org", "bea@x.org"] });
    expect(readMessage(caught[0]!.source)).toEqual({
      messageId: "<abc@acme.example>",
      from: "Flows <flows@acme.example>",
      to: "Ana Lima <ana@x.org>",
      cc: "bea@x.org",
      subject: "Grüße",
      text: "Zwölf Boxkämpfer\n.\njagen — Viktor",
    });
    expect(caught[0]!.source).toContain("text/html");
  });

  it("says at each turn of the talk that it goes on, and nothing of what is said", async () => {
    const heard: unknown[][] = [];
    await createMailSender()(mailTo(["ana@x.org"], { onProgress: (...said: unknown[]) => void heard.push(said) }));
    expect(heard.length).toBeGreaterThan(5);
    expect(heard.flat()).toEqual([]);
  });

  it("says who was refused when the server took it for others", async () => {
    expect(await createMailSender()(mailTo(["ana@x.org", "nobody@x.org"]))).toEqual({
      accepted: ["ana@x.org"],
      refused: ["nobody@x.org"],
    });
  });

  it("fails for good when the server refuses everybody", async () => {
    expect(await errorOf(mailTo(["nobody@x.org"]))).toMatch(
      /^mail\/refused: 127\.0\.0\.1:\d+ refuses the mail: 550 5\.1\.1 There is/,
    );
  });

  it.each(["busy", "cut"] as const)("may be tried again when the server is %s", async (how) => {
    outcome = how;
    expect(await errorOf(mailTo(["ana@x.org"]))).toMatch(/^mail\/unavailable: /);
  });

  it("never sends a password in the clear", async () => {
    const signIn = { user: "flows", password: "secret" };
    const mail = mailTo(["ana@x.org"]);
    expect(await errorOf({ ...mail, server: { ...mail.server, signIn } })).toMatch(/^mail\/refused: .* no TLS/);
    expect(caught).toEqual([]);
  });

  it("gives up when its time is over", async () => {
    const silent: Server = createServer();
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const mail = mailTo(["ana@x.org"], { signal: AbortSignal.timeout(30) });
    const { port } = silent.address() as AddressInfo;
    expect(await errorOf({ ...mail, server: { ...mail.server, port } })).toMatch(
      /^mail\/unavailable: .* within the time allowed/,
    );
    silent.close();
  });

  it("names a server that does not answer, and what to check", async () => {
    await server.close();
    expect(await errorOf(mailTo(["ana@x.org"]))).toMatch(
      /^mail\/unavailable: 127\.0\.0\.1:\d+ refuses connections: check host and port/,
    );
  });
});

describe("where mail may go", () => {
  const guarded = (host: string, port: number) =>
    mailTo(["ana@x.org"], { allowPrivate: false, server: { host, port, secure: false, from: "a@x.org" } });

  it.each([
    ["10.0.0.5", 25, "10.0.0.5 is not a public address"],
    ["::1", 587, "::1 is not a public address"],
    ["8.8.8.8", 6379, "port 6379 is not one of a mail server"],
  ])("is not %s:%i", async (host, port, why) => {
    expect(await errorOf(guarded(host, port))).toBe(`mail/blocked: ${why}; an operator can allow ${host}:${port}.`);
  });

  it("is not a name that leads to a private address", async () => {
    const resolve: Parameters<typeof createMailSender>[0] = {
      resolve: (_name, _options, done) => done(null, [{ address: "10.0.0.5", family: 4 }]),
    };
    expect(await errorOf(guarded("mail.evil.example", 25), createMailSender(resolve))).toMatch(
      /^mail\/blocked: mail\.evil\.example leads to an address that is not public/,
    );
  });

  it("is a private address that an operator allows", async () => {
    const sender = createMailSender({ allow: [`127.0.0.1:${server.port}`] });
    expect(await sender(guarded("127.0.0.1", server.port))).toMatchObject({ accepted: ["ana@x.org"] });
  });
});
