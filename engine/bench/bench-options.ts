export interface BenchOptions {
  /** Only its server counts: every benchmark makes a database of its own there and drops it. */
  readonly databaseUrl: string;
  /** Runs under load; each benchmark has a default that takes some seconds. */
  readonly runs?: number;
  /** Runs timed one by one, each alone. */
  readonly alone: number;
  /** Runs a worker drives side by side at most. */
  readonly concurrency: number;
  /** Less data, for a quick look. */
  readonly small: boolean;
  readonly progress: (line: string) => void;
}

/** One flat object, with units in the names. */
export type BenchResult = Readonly<Record<string, number>>;

export interface Benchmark {
  readonly description: string;
  run(options: BenchOptions): Promise<BenchResult>;
}
