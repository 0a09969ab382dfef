/** What the newest runs of a flow version did at each node. */
export interface FlowHeat {
  /** Runs looked at; of long runs, their first thousands of events. */
  readonly runs: number;
  readonly nodes: Readonly<Record<string, NodeHeat>>;
}

export interface NodeHeat {
  /** Steps with an outcome. */
  readonly steps: number;
  readonly failed: number;
  /** Attempts that failed and were repeated. */
  readonly retried: number;
  /** Of the attempt with the outcome, in milliseconds. */
  readonly p50Ms: number;
  readonly p95Ms: number;
}
