import { isJsonObject, type JsonObject, type JsonValue } from "#engine/core/json.ts";

/** Details of an approval sorted by how they are shown: numbers big, short facts as a list, the rest as a tree. */
export interface SortedDetails {
  readonly figures: readonly { readonly label: string; readonly text: string }[];
  readonly facts: readonly { readonly label: string; readonly text: string }[];
  /** Lists of flat objects, such as order lines. */
  readonly tables: readonly DetailTable[];
  readonly rest: JsonValue | undefined;
}

export interface DetailTable {
  readonly label: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly { readonly text: string; readonly isNumber: boolean }[])[];
}

const MAX_FIGURES = 3;
const MAX_FACT_LENGTH = 160;

export function sortDetails(details: JsonValue | undefined): SortedDetails {
  if (!isJsonObject(details)) return { figures: [], facts: [], tables: [], rest: details };
  const currency =
    typeof details["currency"] === "string" && /^[A-Z]{3}$/.test(details["currency"]) ? details["currency"] : undefined;
  const figures: { label: string; text: string }[] = [];
  const facts: { label: string; text: string }[] = [];
  const tables: DetailTable[] = [];
  const rest: Record<string, JsonValue> = {};
  for (const [key, value] of Object.entries(details)) {
    if (value === undefined || (currency !== undefined && key === "currency")) continue;
    if (typeof value === "number" && figures.length < MAX_FIGURES)
      figures.push({ label: spellOut(key), text: formatFigure(value, currency) });
    else if (isFlatList(value)) tables.push(toTable(key, value));
    else if (typeof value === "object" && value !== null) rest[key] = value;
    else if (String(value).length > MAX_FACT_LENGTH) rest[key] = value;
    else facts.push({ label: spellOut(key), text: factText(value) });
  }
  return { figures, facts, tables, rest: Object.keys(rest).length === 0 ? undefined : rest };
}

const isFlatList = (value: JsonValue): value is readonly JsonObject[] =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every((row) => isJsonObject(row) && Object.values(row).every((cell) => typeof cell !== "object" || cell === null));

function toTable(key: string, list: readonly JsonObject[]): DetailTable {
  const columns = [...new Set(list.flatMap((row) => Object.keys(row)))];
  const cell = (value: JsonValue | undefined) => ({
    text: value === undefined ? "" : typeof value === "number" ? formatFigure(value, undefined) : factText(value),
    isNumber: typeof value === "number",
  });
  return {
    label: spellOut(key),
    columns: columns.map(spellOut),
    rows: list.map((row) => columns.map((column) => cell(row[column]))),
  };
}

const factText = (value: JsonValue): string =>
  value === null ? "none" : value === true ? "yes" : value === false ? "no" : String(value);

const formatFigure = (value: number, currency: string | undefined): string =>
  `${value.toLocaleString("en", { maximumFractionDigits: 2 })}${currency === undefined ? "" : ` ${currency}`}`;

/** `creditLimit` and `credit_limit` as `Credit limit`. */
export function spellOut(key: string): string {
  const words = key
    .replaceAll("_", " ")
    .replace(/([a-z\d])([A-Z])/g, (_match, before: string, after: string) => `${before} ${after.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}
