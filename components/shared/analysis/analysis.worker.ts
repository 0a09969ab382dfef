import { analyze, type AnalysisType } from "./analyze.ts";
import type { WorkerAnswer } from "./worker-client.ts";

interface Question {
  readonly id: number;
  readonly type: AnalysisType;
  readonly request: never;
}

self.onmessage = ({ data }: MessageEvent<Question>) => {
  const { id, type, request } = data;
  analyze(type, request).then(
    (answer) => self.postMessage({ id, answer } satisfies WorkerAnswer),
    (error: unknown) =>
      self.postMessage({ id, error: error instanceof Error ? error.message : String(error) } satisfies WorkerAnswer),
  );
};
