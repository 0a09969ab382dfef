/** An expression of TypeScript that stands in a literal as it is. */
export class Code {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export type Printable =
  null | boolean | number | string | undefined | Code | readonly Printable[] | { readonly [key: string]: Printable };

/** Ends of script elements and comments, and line ends that only JavaScript knows, never come out of a string. */
const RISKY = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff]|<\/|<!--|\*\/|`|\$\{/g;

/** A string literal that means `text` and nothing else, wherever in a source file it stands. */
export const stringLiteral = (text: string): string =>
  JSON.stringify(text)
    .replaceAll(RISKY, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}${found.slice(1)}`)
    .replaceAll(/[\ud800-\udfff]/gu, (lone) => `\\u${lone.charCodeAt(0).toString(16)}`);

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** `__proto__` as a plain key would set the prototype. */
export const keyLiteral = (key: string): string =>
  key === "__proto__" ? '["__proto__"]' : NAME.test(key) ? key : stringLiteral(key);

const WIDTH = 110;

/** A value as source text, on one line where it fits. */
export function literal(value: Printable, indent = ""): string {
  const flat = print(value, undefined);
  return flat.length + indent.length <= WIDTH && !flat.includes("\n") ? flat : print(value, indent);
}

function print(value: Printable, indent: string | undefined): string {
  if (value instanceof Code) return value.text;
  if (typeof value === "string") return stringLiteral(value);
  if (typeof value !== "object" || value === null) return String(value);
  const inner = indent === undefined ? undefined : `${indent}  `;
  const member = (each: Printable): string => (inner === undefined ? print(each, undefined) : literal(each, inner));
  if (Array.isArray(value)) return wrap("[", (value as readonly Printable[]).map(member), "]", indent);
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  return wrap(
    "{",
    entries.map(([key, each]) => `${keyLiteral(key)}: ${member(each)}`),
    "}",
    indent,
  );
}

function wrap(open: string, members: readonly string[], close: string, indent: string | undefined): string {
  if (members.length === 0) return `${open}${close}`;
  if (indent === undefined) return open === "{" ? `{ ${members.join(", ")} }` : `[${members.join(", ")}]`;
  return `${open}\n${members.map((member) => `${indent}  ${member},\n`).join("")}${indent}${close}`;
}

/** Text inside a line comment: one line, and no end of a comment in it. */
export const commentText = (text: string): string =>
  text
    .replaceAll(/[\s\u2028\u2029]+/g, " ")
    .replaceAll("*/", "*\\/")
    .trim();
