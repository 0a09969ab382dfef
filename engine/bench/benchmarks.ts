import { benchChain10 } from "./chain10.ts";

export interface BenchOptions {
  /** Only its server counts: every benchmark makes a database of its own there and drops it. */
  readonly databaseUrl: string;
  readonly runs: number;
  /** Runs timed one by one, each alone. */
  readonly alone: number;
  readonly concurrency: number;
  readonly progress: (line: string) => void;
}

export interface Benchmark {
  readonly description: string;
  run(options: BenchOptions): Promise<Readonly<Record<string, unknown>>>;
}

/** By name; results are one flat object each, with units in the names. */
export const benchmarks: Readonly<Record<string, Benchmark>> = {
  chain10: { description: "runs of ten mappings, each step recorded", run: benchChain10 },
};
