import type { AnalysisRequests, AnalysisType } from "./analyze.ts";
import { WorkerClient } from "./worker-client.ts";

const start = () => new Worker(new URL("./analysis.worker.ts", import.meta.url), { type: "module" });

/** The first question loads the worker's code, which a slow line may take its time for. */
const CHECKING_MS = 30_000;
const EVALUATING_MS = 5_000;
const TESTING_MS = 15_000;

/**
 * Workers with the same code, each started when it is first asked something: what is wrong is said at once, while types and
 * scopes of a long flow may take a moment; and an expression that has to be stopped must not take a check with it.
 */
const checking = new WorkerClient(start, CHECKING_MS);
const reading = new WorkerClient(start, CHECKING_MS);
const evaluating = new WorkerClient(start, EVALUATING_MS);
const testing = new WorkerClient(start, TESTING_MS);

const clients: Readonly<Record<AnalysisType, WorkerClient>> = {
  check: checking,
  scope: reading,
  types: reading,
  needs: reading,
  evaluate: evaluating,
  mappingTests: testing,
  testOfSample: testing,
};

/**
 * Asks the worker beside the page. A question with the same `key` that has not begun yet is given up with `Superseded`;
 * an expression that does not come to an end is given up with `WorkStopped`.
 */
export function askAnalysis<Type extends AnalysisType>(
  type: Type,
  request: AnalysisRequests[Type]["request"],
  key: string,
): Promise<AnalysisRequests[Type]["answer"]> {
  return clients[type].ask(type, request, key);
}
