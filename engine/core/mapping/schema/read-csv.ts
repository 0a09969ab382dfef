import Papa from "papaparse";
import type { JsonObject, JsonValue } from "../../json.ts";
import { formatOf } from "./string-format.ts";
import { inferSchema, type InferredSchema } from "./infer-schema.ts";

export interface CsvSample {
  readonly delimiter: string;
  /** Whether the first line names the columns; otherwise they are `column1`, `column2` and so on. */
  readonly hasHeader: boolean;
  readonly rows: readonly JsonObject[];
  /** Of the whole file: an array of rows. An empty cell is null. */
  readonly inferred: InferredSchema;
  /** Lines that did not fit, in words; at most 20. */
  readonly problems: readonly string[];
}

export interface CsvOptions {
  readonly delimiter?: string;
  readonly hasHeader?: boolean;
}

const MAX_PROBLEMS = 20;

/**
 * Reads CSV as somebody's sample: the delimiter and the header are found out, and a column is a number, a yes-or-no or a date only when each of
 * its cells is. `007` stays text: it is an article or a postal code.
 */
export function readCsv(text: string, options: CsvOptions = {}): CsvSample {
  const parsed = Papa.parse<string[]>(text.replace(/^\uFEFF/, ""), {
    delimiter: options.delimiter ?? "",
    skipEmptyLines: "greedy",
  });
  const lines = parsed.data;
  const hasHeader = options.hasHeader ?? looksLikeHeader(lines);
  const width = Math.max(0, ...lines.slice(0, 100).map((line) => line.length));
  const names = columnNames(hasHeader ? lines[0]! : [], width);
  const body = hasHeader ? lines.slice(1) : lines;
  const readers = names.map((_, column) => readerFor(body.map((line) => line[column] ?? "")));
  const rows = body.map((line) => toRow(line, names, readers));
  const problems = body.flatMap((line, index) => widthProblem(line, names.length, index + (hasHeader ? 2 : 1)));
  return {
    delimiter: parsed.meta.delimiter,
    hasHeader,
    rows,
    inferred: inferSchema([rows]),
    problems: problems.slice(0, MAX_PROBLEMS),
  };
}

/** Names are words, each of its own, and at least one column holds something else below. */
function looksLikeHeader(lines: readonly (readonly string[])[]): boolean {
  const [first, ...rest] = lines;
  if (first === undefined) return false;
  const isNamed = first.every((cell) => /^[^\d\s"][^\n]{0,63}$/.test(cell.trim()) && formatOf(cell.trim()) === undefined);
  return (
    isNamed &&
    new Set(first).size === first.length &&
    (rest.length === 0 || first.some((cell) => !/^(true|false|yes|no)$/i.test(cell)))
  );
}

/** A column without a name gets its number; a name that comes twice gets a number behind it. */
function columnNames(header: readonly string[], width: number): string[] {
  const used = new Set<string>();
  return Array.from({ length: Math.max(width, header.length) }, (_, index) => {
    const base = header[index]?.trim() || `column${index + 1}`;
    let name = base;
    for (let number = 2; used.has(name); number += 1) name = `${base} ${number}`;
    used.add(name);
    return name;
  });
}

function widthProblem(line: readonly string[], width: number, number: number): string[] {
  return line.length === width ? [] : [`Row ${number} has ${line.length} cells; the header has ${width}.`];
}

type ReadCell = (cell: string) => JsonValue;

const READERS: readonly { readonly fits: (cell: string) => boolean; readonly read: ReadCell }[] = [
  { fits: (cell) => /^-?(0|[1-9]\d{0,14})(\.\d{1,15})?$/.test(cell), read: Number },
  { fits: (cell) => /^(true|false)$/i.test(cell), read: (cell) => cell.toLowerCase() === "true" },
];

function readerFor(cells: readonly string[]): ReadCell {
  const filled = cells.map((cell) => cell.trim()).filter((cell) => cell !== "");
  const reader = filled.length === 0 ? undefined : READERS.find(({ fits }) => filled.every(fits));
  return (cell) => (cell.trim() === "" ? null : (reader?.read(cell.trim()) ?? cell));
}

function toRow(line: readonly string[], names: readonly string[], readers: readonly ReadCell[]): JsonObject {
  return Object.fromEntries(names.map((name, column) => [name, readers[column]!(line[column] ?? "")]));
}
