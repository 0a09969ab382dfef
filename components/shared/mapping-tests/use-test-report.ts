"use client";

import { useEffect, useId, useState } from "react";
import type { MappingTestReport, TestedMapping } from "#engine/core/mapping/test-cases/run-mapping-tests.ts";
import { askAnalysis } from "../analysis/ask-analysis.ts";
import { Superseded, WorkStopped } from "../analysis/worker-client.ts";

/** What the tests say of the mapping as it is. */
export interface TestRun {
  /** Of the mapping before, while `isRunning`. */
  readonly report?: MappingTestReport;
  readonly isRunning: boolean;
  /** Why there is no report, in words. */
  readonly problem?: string;
}

const PAUSE_MS = 250;

interface Outcome {
  readonly of: TestedMapping;
  readonly report?: MappingTestReport;
  readonly problem?: string;
}

/** Runs the tests beside the page, a moment after each change. `mapping` must stay the same object while nothing changes. */
export function useTestReport(mapping: TestedMapping): TestRun {
  const key = useId();
  const [outcome, setOutcome] = useState<Outcome>();
  useEffect(() => {
    let isOld = false;
    const settle = (made: Omit<Outcome, "of">): void => (isOld ? undefined : setOutcome({ of: mapping, ...made }));
    const timer = setTimeout(() => {
      askAnalysis("mappingTests", mapping, key).then(
        (report) => settle({ report }),
        (error: unknown) => (error instanceof Superseded ? undefined : settle({ problem: wordsOf(error) })),
      );
    }, PAUSE_MS);
    return () => {
      isOld = true;
      clearTimeout(timer);
    };
  }, [mapping, key]);
  return {
    isRunning: outcome?.of !== mapping,
    ...(outcome?.report ? { report: outcome.report } : {}),
    ...(outcome?.problem === undefined ? {} : { problem: outcome.problem }),
  };
}

function wordsOf(error: unknown): string {
  if (error instanceof WorkStopped)
    return "They took longer than 15 seconds together and were stopped. Check the mapping for a loop that does not end.";
  return error instanceof Error ? error.message : String(error);
}
