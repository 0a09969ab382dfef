import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { createInterface } from "node:readline";

/** A message as it came: who it is for, and its source with lines ended by `\n`. */
export interface Delivery {
  readonly from: string;
  readonly to: readonly string[];
  readonly source: string;
}

export interface SmtpHandlers {
  /** False refuses the recipient for good. */
  accepts(recipient: string): boolean;
  /** `taken`: stored. `busy`: come again later. `cut`: the connection breaks, so that the sender cannot know. */
  deliver(delivery: Delivery): Promise<"taken" | "busy" | "cut">;
}

export interface SmtpServer {
  readonly port: number;
  close(): Promise<void>;
}

const MAX_CHARACTERS = 5 * 1024 * 1024;

/** As much of SMTP (RFC 5321) as a mail program needs to hand over a message: no TLS, no sign-in, nothing is passed on. */
export async function startSmtpServer(port: number, handlers: SmtpHandlers): Promise<SmtpServer> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.once("close", () => open.delete(socket));
    // A sender that goes away in the middle is no trouble of ours.
    socket.on("error", () => socket.destroy());
    void talk(socket, handlers).finally(() => socket.end());
  });
  await listen(server, port);
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve());
  });
}

type Lines = AsyncIterator<string>;

async function talk(socket: Socket, handlers: SmtpHandlers): Promise<void> {
  const say = (line: string): void => void (socket.writable && socket.write(`${line}\r\n`));
  const lines: Lines = createInterface({ input: socket.setEncoding("utf8"), crlfDelay: Infinity })[Symbol.asyncIterator]();
  const envelope: Envelope = { from: "", to: [] };
  say("220 OmniLink demo mail");
  for (let next = await lines.next(); !next.done; next = await lines.next()) {
    const verb = next.value.slice(0, 4).toUpperCase();
    if (verb === "QUIT") return say("221 Goodbye");
    if (verb !== "DATA") say(answerTo(verb, next.value, envelope, handlers));
    else if (envelope.to.length === 0) say("503 5.5.1 Nobody to deliver to");
    else if ((await receive({ say, lines, ...envelope }, handlers)) === "cut") return void socket.destroy();
  }
}

interface Envelope {
  from: string;
  to: string[];
}

/** Commands that only fill in the envelope, or nothing. */
function answerTo(verb: string, line: string, envelope: Envelope, { accepts }: SmtpHandlers): string {
  const address = /<([^>]*)>/.exec(line)?.[1] ?? "";
  switch (verb) {
    case "EHLO":
    case "HELO":
      return "250 OmniLink demo mail";
    case "NOOP":
      return "250 Fine";
    case "MAIL":
    case "RSET":
      Object.assign(envelope, { from: address, to: [] });
      return "250 Fine";
    case "RCPT":
      if (!accepts(address)) return `550 5.1.1 There is nobody at <${address}>`;
      envelope.to.push(address);
      return "250 Fine";
    default:
      return "502 5.5.2 This command is not known here";
  }
}

interface Incoming {
  readonly say: (line: string) => void;
  readonly lines: Lines;
  readonly from: string;
  readonly to: readonly string[];
}

async function receive({ say, lines, from, to }: Incoming, handlers: SmtpHandlers): Promise<"cut" | undefined> {
  say("354 End with a line that holds a dot");
  const source: string[] = [];
  let size = 0;
  for (let next = await lines.next(); next.value !== "."; next = await lines.next()) {
    if (next.done) return "cut";
    size += next.value.length + 1;
    // A dot at the start of a line was doubled on its way.
    if (size <= MAX_CHARACTERS) source.push(next.value.startsWith("..") ? next.value.slice(1) : next.value);
  }
  if (size > MAX_CHARACTERS) return void say("552 5.3.4 The message is too large");
  const outcome = await handlers.deliver({ from, to, source: source.join("\n") });
  if (outcome === "cut") return "cut";
  say(outcome === "taken" ? "250 Taken" : "451 4.3.0 The demo mail system was told to fail");
  return undefined;
}
