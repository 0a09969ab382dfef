const BARE = /^[^\s<>@,;:"()[\]\\]+@[^\s<>@,;:"()[\]\\]+$/;
const NAMED = /^([^<>"\r\n]*)<([^<>]+)>$/;

/** Mail addresses of a text: `ana@example.com`, `Ana Lima <ana@example.com>`, or several with commas between. */
export const splitAddresses = (text: string): string[] =>
  text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");

/** Why this cannot be mailed to, or `undefined`. */
export function addressProblem(text: string): string | undefined {
  const bare = NAMED.exec(text)?.[2]?.trim() ?? text;
  return BARE.test(bare) && text.length <= 320 ? undefined : `"${text}" is not a mail address such as ana@example.com`;
}
