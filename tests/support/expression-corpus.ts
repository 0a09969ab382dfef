import { readFileSync } from "node:fs";

/** JSONata's own test suite; where it comes from is in the README of its folder. */
const corpus = JSON.parse(readFileSync("tests/expression-corpus/jsonata-cases.json", "utf8")) as {
  readonly datasets: Readonly<Record<string, unknown>>;
  readonly groups: Readonly<Record<string, readonly CorpusCase[]>>;
};

export interface CorpusCase {
  readonly expr: string;
  readonly data?: unknown;
  readonly dataset?: string | null;
  readonly bindings?: Record<string, unknown>;
  readonly result?: unknown;
}

export const corpusCases: readonly CorpusCase[] = Object.values(corpus.groups).flat();

/** A copy of what a case is evaluated over. */
export const corpusInput = ({ data, dataset }: CorpusCase): unknown =>
  structuredClone(data === undefined && typeof dataset === "string" ? corpus.datasets[dataset] : data);
