import { describe, expect, it } from "vitest";
import { traceparentOfCall } from "../../core/trace/trace-ids.ts";
import { MailError, type OutgoingMail, type SendMail } from "../mail-sender.ts";
import { SendError, type OutgoingRequest } from "../sender.ts";
import { failureOf, testContext, testEffectContext } from "../test-context.ts";
import { notify } from "./definition.ts";
import { createNotifyExecutor } from "./execute.ts";
import { markdownToHtml } from "./markdown.ts";

const mail = { channel: "email", connection: "mail", to: "ana@example.com", subject: "Hi", text: "**Hello** Ana" };
const chat = { channel: "chat", connection: "team", text: "Hello" };
const server = { host: "smtp.example.com", port: 587, secure: false, from: "OmniLink <bot@acme.example>" };

function world(
  outcome: {
    readonly answer?: { status: number } | Error;
    readonly receipt?: Error;
    readonly headers?: Readonly<Record<string, string>>;
  } = {},
) {
  const mails: OutgoingMail[] = [];
  const posts: OutgoingRequest[] = [];
  const sendMail: SendMail = async (message) => {
    mails.push(message);
    if (outcome.receipt) throw outcome.receipt;
    return { accepted: message.to, refused: [] };
  };
  const executor = createNotifyExecutor({
    sendMail,
    send: async (request) => {
      posts.push(request);
      const { answer = { status: 200 } } = outcome;
      if (answer instanceof Error) throw answer;
      return { headers: { "retry-after": "7" }, body: "no", ...answer };
    },
  });
  const send = async (config: typeof mail | typeof chat, withServer = true) => {
    const context = testEffectContext({ config });
    const resolved = {
      name: config.connection,
      baseUrl: "https://chat.example.com/hooks/T1",
      headers: outcome.headers ?? {},
      allowPrivate: false,
    };
    const connection = async () => (withServer && config.channel === "email" ? { ...resolved, mailServer: server } : resolved);
    return executor.run({ ...context, connection }, await executor.prepare(context));
  };
  return { send, mails, posts, prepare: (config: object) => executor.prepare(testContext({ config: { ...config } })) };
}

describe("notify by email", () => {
  it("sends the text as it is and as HTML, with an id that every attempt shares", async () => {
    const { send, mails } = world();
    const first = await send(mail);
    await send(mail);
    expect(mails[0]).toMatchObject({ server, to: ["ana@example.com"], cc: [], subject: "Hi", text: "**Hello** Ana" });
    expect(mails[0]!.html).toBe("<p><strong>Hello</strong> Ana</p>");
    expect(mails[0]!.messageId).toMatch(/^<[\da-f]{32}@acme\.example>$/);
    expect(mails[1]!.messageId).toBe(mails[0]!.messageId);
    expect(first.output).toEqual({
      channel: "email",
      messageId: mails[0]!.messageId,
      accepted: ["ana@example.com"],
      refused: [],
    });
  });

  it("takes addresses as text, as a list, and leaves out what a template did not find", async () => {
    const { prepare } = world();
    const to = ["a@x.org, Bea Lim <b@x.org>", null, "c@x.org"];
    expect(await prepare({ ...mail, to, cc: null })).toMatchObject({ to: ["a@x.org", "Bea Lim <b@x.org>", "c@x.org"], cc: [] });
  });

  it.each([
    [{ to: null }, '"to" names nobody'],
    [{ to: "ana" }, '"ana" is not a mail address'],
    [{ to: "ana@x.org\r\nBcc: all@x.org" }, "is not a mail address"],
    [{ to: 7 }, '"to" must be an address'],
    [{ subject: null }, '"subject" must be text'],
    [{ to: Array.from({ length: 101 }, (_, n) => `p${n}@x.org`) }, "more than 100 people"],
  ])("refuses %j before anything is sent", async (change, why) => {
    const failure = await failureOf(world().prepare({ ...mail, ...change }));
    expect(failure).toMatchObject({ code: "mail/invalid-message", message: expect.stringContaining(why) });
  });

  it("says what the server said, and whether another attempt could help", async () => {
    const fail = (code: "mail/refused" | "mail/unavailable") =>
      failureOf(world({ receipt: new MailError(code, "smtp.example.com:587 is busy") }).send(mail));
    expect(await fail("mail/unavailable")).toMatchObject({ code: "mail/unavailable", retryable: true, nodeId: "probe" });
    expect(await fail("mail/refused")).toMatchObject({
      retryable: false,
      message: 'Mail by "mail": smtp.example.com:587 is busy',
    });
  });

  it("needs a connection that is a mail server", async () => {
    expect(await failureOf(world().send(mail, false))).toMatchObject({
      code: "step/invalid-config",
      message: expect.stringContaining("type: smtp"),
    });
  });
});

describe("notify in a chat", () => {
  it("posts the text to the address of the connection", async () => {
    const { send, posts } = world();
    expect((await send(chat)).output).toEqual({ channel: "chat", status: 200 });
    expect(posts[0]).toMatchObject({ method: "POST", body: '{"text":"Hello"}', idempotencyKey: "run:probe#1" });
    expect(posts[0]!.headers["traceparent"]).toBe(traceparentOfCall("run:probe#1"));
    expect(posts[0]!.url.href).toBe("https://chat.example.com/hooks/T1");
  });

  it.each(["traceparent", "Traceparent", "TRACEPARENT"])("lets the connection's own %s win over the product's", async (name) => {
    const { send, posts } = world({ headers: { [name]: "own", "Content-Type": "application/json; charset=utf-8" } });
    await send(chat);
    expect(posts[0]!.headers).toEqual({ traceparent: "own", "content-type": "application/json; charset=utf-8" });
  });

  it("does not record the address, which is a secret", async () => {
    expect(await world().prepare(chat)).toEqual(chat);
  });

  it.each([
    [429, true],
    [503, true],
    [404, false],
  ])("fails on status %i", async (status, retryable) => {
    const failure = await failureOf(world({ answer: { status } }).send(chat));
    expect(failure).toMatchObject({ code: "http/status", retryable, retryAfterMs: 7_000, details: { status } });
  });

  it("says why there was no answer", async () => {
    const answer = new SendError("http/network", "chat.example.com refuses connections", false);
    expect(await failureOf(world({ answer }).send(chat))).toMatchObject({ code: "http/network", retryable: true });
  });
});

describe("the config of notify", () => {
  const accepts = (more: object): boolean => notify.config.safeParse(more).success;

  it("asks of each channel what it needs", () => {
    expect([mail, chat, { ...mail, to: "=input.to", cc: ["a@x.org", "=input.cc"] }].every(accepts)).toBe(true);
    const { subject: _subject, ...noSubject } = mail;
    expect([noSubject, { ...chat, to: "a@x.org" }, { ...mail, to: "ana" }, { ...mail, channel: "fax" }].some(accepts)).toBe(
      false,
    );
  });

  it("says on the card who is told", () => {
    expect(notify.summarize(mail)).toBe("Mail ana@example.com");
    expect(notify.summarize({ ...mail, to: ["=input.employee.email", "a@x.org"] })).toBe("Mail {email}, a@x.org");
    expect(notify.summarize(chat)).toBe("Post to team");
  });
});

describe("markdownToHtml", () => {
  it.each([
    ["# Title\n\nOne\ntwo", "<h1>Title</h1>\n<p>One<br>\ntwo</p>"],
    ["- a\n- *b*", "<ul><li>a</li><li><em>b</em></li></ul>"],
    ["1. a\n2. b", "<ol><li>a</li><li>b</li></ol>"],
    ["`a*b*` 2 * 3 * 4", "<p><code>a*b*</code> 2 * 3 * 4</p>"],
    ["[see](https://x.org/?a=1&b=2)", '<p><a href="https://x.org/?a=1&amp;b=2">see</a></p>'],
    ["[no](javascript:alert(1)) <script>", "<p>[no](javascript:alert(1)) &lt;script&gt;</p>"],
    ['[a](https://x.org/"onclick=")', '<p><a href="https://x.org/&quot;onclick=&quot;">a</a></p>'],
  ])("turns %j into HTML", (markdown, html) => {
    expect(markdownToHtml(markdown)).toBe(html);
  });
});
