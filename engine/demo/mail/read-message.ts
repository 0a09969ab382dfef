/** What people read of a message. */
export interface MailMessage {
  readonly messageId: string;
  readonly from: string;
  readonly to: string;
  readonly cc: string;
  readonly subject: string;
  readonly text: string;
}

/** Reads the source of a message (RFC 5322, MIME) as far as mail programs write it; the first plain text is its text. */
export function readMessage(source: string): MailMessage {
  const part = readPart(source);
  const header = (name: string): string => decodeWords(part.headers.get(name) ?? "");
  return {
    messageId: header("message-id"),
    from: header("from"),
    to: header("to"),
    cc: header("cc"),
    subject: header("subject"),
    text: plainText(part)?.trim() ?? "",
  };
}

interface Part {
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

function readPart(source: string): Part {
  const end = source.indexOf("\n\n");
  const head = end < 0 ? source : source.slice(0, end);
  const headers = new Map<string, string>();
  // A line that begins with a space goes on with the header before.
  for (const line of head.replace(/\n[ \t]+/g, " ").split("\n")) {
    const colon = line.indexOf(":");
    if (colon > 0) headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
  }
  return { headers, body: end < 0 ? "" : source.slice(end + 2) };
}

function plainText({ headers, body }: Part): string | undefined {
  const type = headers.get("content-type") ?? "text/plain";
  const boundary = /^multipart\/.*boundary="?([^";]+)"?/is.exec(type)?.[1];
  if (boundary === undefined) return /^text\/plain/i.test(type) ? decodeBody(headers, body) : undefined;
  const parts = body.split(`--${boundary}`).slice(1, -1);
  return parts.map((part) => plainText(readPart(part.replace(/^\n/, "")))).find((text) => text !== undefined);
}

function decodeBody(headers: Part["headers"], body: string): string {
  const encoding = headers.get("content-transfer-encoding")?.toLowerCase();
  if (encoding === "base64") return Buffer.from(body, "base64").toString("utf8");
  return encoding === "quoted-printable" ? quotedPrintable(body.replace(/[ \t]*=\n/g, "")) : body;
}

/** `=C3=BC` is a byte of UTF-8 each. */
const quotedPrintable = (text: string): string =>
  text.replace(/(?:=[\dA-F]{2})+/gi, (bytes) => Buffer.from(bytes.replaceAll("=", ""), "hex").toString("utf8"));

/** Words of a header outside ASCII: `=?UTF-8?Q?M=C3=BCller?=` (RFC 2047). */
const decodeWords = (text: string): string =>
  text
    .replace(/\?=\s+=\?/g, "?==?")
    .replace(/=\?utf-8\?([QB])\?([^?]*)\?=/gi, (_word, kind: string, coded: string) =>
      kind.toUpperCase() === "B" ? Buffer.from(coded, "base64").toString("utf8") : quotedPrintable(coded.replaceAll("_", " ")),
    );
