import { useEffect, useState } from "react";
import type { JsonObject } from "#engine/core/json.ts";
import { useApiClient } from "#components/shared/api/trpc.tsx";
import type { MappingValues } from "./mapping-values.ts";
import { ValueWorker } from "./value-worker.ts";

/** Asking the server is dearer than asking the worker: somebody who types is waited for. */
const PAUSE_MS = 350;

/**
 * What the text comes to on the sample, worked out beside the page while somebody types. What a browser cannot hold is
 * evaluated by the server, with its limits. Keeps the last answer meanwhile.
 */
export function useMappingValues(text: string, sample: JsonObject): MappingValues | undefined {
  const [values, setValues] = useState<MappingValues>();
  const [worker] = useState(() => new ValueWorker(setValues));
  useEffect(() => () => worker.stop(), [worker]);
  useEffect(() => worker.setScope(sample), [worker, sample]);
  useEffect(() => worker.evaluate(text), [worker, sample, text]);
  const remote = useRemoteValues(values?.isRemote === true, text, sample);
  return values?.isRemote === true ? (remote ?? values) : values;
}

function useRemoteValues(isNeeded: boolean, text: string, sample: JsonObject): MappingValues | undefined {
  const client = useApiClient();
  const [values, setValues] = useState<MappingValues>();
  useEffect(() => {
    if (!isNeeded) return undefined;
    let isOld = false;
    const ask = async (): Promise<void> => {
      const startedAt = performance.now();
      const evaluation = await client.expressions.evaluate.mutate({ source: text, sample });
      const { valuesOfEvaluation } = await import("./mapping-values.ts");
      if (!isOld) setValues(valuesOfEvaluation(text, evaluation, performance.now() - startedAt));
    };
    const timer = setTimeout(() => void ask().catch(() => {}), PAUSE_MS);
    return () => {
      isOld = true;
      clearTimeout(timer);
    };
  }, [client, isNeeded, text, sample]);
  return values;
}
