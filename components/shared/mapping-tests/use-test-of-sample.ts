"use client";

import { useId, useState } from "react";
import type { JsonObject } from "#engine/core/json.ts";
import type { MappingTest } from "#engine/core/mapping/test-cases/mapping-test.ts";
import type { TestedMapping } from "#engine/core/mapping/test-cases/run-mapping-tests.ts";
import type { Schemas } from "#engine/core/schema/check-schema.ts";
import { askAnalysis } from "../analysis/ask-analysis.ts";
import { Superseded, WorkStopped } from "../analysis/worker-client.ts";

/** JSON Schema of everything an expression sees, and values for it. */
export interface SampledScope {
  readonly schema: JsonObject;
  readonly schemas: Schemas;
  readonly sample: JsonObject;
}

interface TestOfSample {
  readonly make: () => void;
  readonly isWorking: boolean;
  /** Why the last one was not made. */
  readonly problem?: string;
}

/** Makes a test of the sample data: what the mapping reads of them, sensitive values replaced, and what it makes of that today. */
export function useTestOfSample(
  { expression, source, mappings }: TestedMapping,
  scope: SampledScope | undefined,
  onTest: (test: MappingTest) => void,
): TestOfSample {
  const key = useId();
  const [state, setState] = useState<{ readonly isWorking: boolean; readonly problem?: string }>({ isWorking: false });
  const make = (): void => {
    if (!scope) return;
    const { schema, schemas, sample } = scope;
    setState({ isWorking: true });
    const at = new Date().toISOString();
    const checked = source && { checked: source.of };
    askAnalysis(
      "testOfSample",
      { name: "Sample", expression, mappings, ...checked, scope: sample, at, schema, schemas },
      key,
    ).then(
      (test) => {
        setState({ isWorking: false });
        onTest(test);
      },
      (error: unknown) =>
        setState(error instanceof Superseded ? { isWorking: false } : { isWorking: false, problem: wordsOf(error) }),
    );
  };
  return { make, ...state };
}

function wordsOf(error: unknown): string {
  if (error instanceof WorkStopped)
    return "The mapping took longer than 15 seconds on it. Check it for a loop that does not end.";
  return error instanceof Error ? error.message : String(error);
}
