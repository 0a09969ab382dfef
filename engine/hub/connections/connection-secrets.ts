import type { ConnectionValue } from "./read-connections.ts";

/** Headers that carry credentials, also where somebody wrote them into the file. */
const CREDENTIALS = /auth|cookie|key|pass|secret|signature|token/i;
/** A part of a path that is longer than a word is likely to be what makes the address a secret. */
const LONG_PART = 16;

export const isSecretHeader = (name: string, value: ConnectionValue): boolean =>
  typeof value !== "string" || CREDENTIALS.test(name);

/** Everything that must not come back in an answer: the value, and the credential in it without its scheme. */
export function secretsOfHeader(value: string): readonly string[] {
  const [, scheme = "", rest = ""] = /^(\S+) +(\S.*)$/.exec(value) ?? [];
  if (rest === "") return [value];
  if (scheme.toLowerCase() !== "basic") return [value, rest];
  const pair = Buffer.from(rest, "base64").toString("utf8");
  return [value, rest, pair, pair.slice(pair.indexOf(":") + 1)];
}

/** A receiver that does not know a path likes to say which one it does not know. */
export function secretsOfAddress(address: string): readonly string[] {
  if (!URL.canParse(address)) return [address];
  const { pathname } = new URL(address);
  return [address, pathname, ...pathname.split("/").filter((part) => part.length >= LONG_PART)];
}

/** Mail servers take user and password as base64, alone or in one text. */
export function secretsOfSignIn(user: string, password: string): readonly string[] {
  const encoded = [password, `\0${user}\0${password}`].map((text) => Buffer.from(text, "utf8").toString("base64"));
  return [password, ...encoded];
}
