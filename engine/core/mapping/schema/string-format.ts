/** The formats of JSON Schema that are told from values alone. `uri` means an absolute web address. */
export type StringFormat = "date-time" | "date" | "time" | "email" | "uuid" | "uri" | "ipv4";

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const TIME = /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;
const EMAIL = /^[A-Za-z0-9._%+'-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63}){1,8}$/;
const UUID = /^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$/;
const WEB_ADDRESS = /^https?:\/\/[^\s/]{1,253}(\/\S*)?$/;
const IPV4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/;

/** Longer text is prose or data, never one of the formats. */
const MAX_LENGTH = 2_000;

/** The format a text has, when it certainly has one: a time without a zone is none, because a `date-time` needs it. */
export function formatOf(text: string): StringFormat | undefined {
  if (text === "" || text.length > MAX_LENGTH) return undefined;
  if (isDate(text)) return "date";
  if (isDateTime(text)) return "date-time";
  if (TIME.test(text)) return "time";
  if (UUID.test(text)) return "uuid";
  if (EMAIL.test(text)) return "email";
  if (WEB_ADDRESS.test(text)) return "uri";
  return isIpv4(text) ? "ipv4" : undefined;
}

/** 2024-02-30 is not a date. */
function isDate(text: string): boolean {
  const match = DATE.exec(text);
  if (match === null) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

function isDateTime(text: string): boolean {
  const separator = text[10];
  return (separator === "T" || separator === "t" || separator === " ") && isDate(text.slice(0, 10)) && TIME.test(text.slice(11));
}

const isIpv4 = (text: string): boolean =>
  IPV4.exec(text)
    ?.slice(1)
    .every((part) => Number(part) <= 255) ?? false;
