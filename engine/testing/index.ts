/** Tests of flows in code; `docs/testing-flows.md` shows how they read. */
export { testFlow, testFlowIn, type RunOptions, type TestedFlow } from "./test-flow.ts";
export type { CrashPoint } from "./crash-point.ts";
export type { FlowRun, FlowTypes } from "./flow-run.ts";
export {
  approve,
  failure,
  fill,
  message,
  noAnswer,
  nobody,
  output,
  reject,
  reply,
  type Mock,
  type RecordedCall,
} from "./mocks.ts";
