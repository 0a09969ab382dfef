"use client";

import { useEffect, useId, useState } from "react";
import type { Evaluation, OnSample } from "#engine/core/expression/evaluate-on-sample.ts";
import type { JsonObject } from "#engine/core/json.ts";
import { askAnalysis } from "./ask-analysis.ts";
import { Superseded } from "./worker-client.ts";
import { apiErrorMessage, useApiClient } from "../api/trpc.tsx";

const PAUSE_MS = 150;

type ApiClient = ReturnType<typeof useApiClient>;

/** The value of an expression on sample data, a moment after the last keystroke; the one before stays until it is there. */
export function useEvaluation(source: string, sample: JsonObject | undefined): Evaluation | undefined {
  const key = useId();
  const client = useApiClient();
  const [evaluation, setEvaluation] = useState<Evaluation>();
  useEffect(() => {
    if (sample === undefined || source.trim() === "") return undefined;
    let isOld = false;
    const timer = setTimeout(() => {
      evaluateSomewhere({ source, sample }, key, client).then(
        (next) => (isOld || next === undefined ? undefined : setEvaluation(next)),
        (error: unknown) => {
          if (!isOld) setEvaluation({ ok: false, message: wordsOf(error), start: 0, end: source.length, isSyntax: false });
        },
      );
    }, PAUSE_MS);
    return () => {
      isOld = true;
      clearTimeout(timer);
    };
  }, [source, sample, key, client]);
  return source.trim() === "" ? undefined : evaluation;
}

/** Beside the page where that holds it, else on the server; `undefined` when a newer question took the place of this one. */
async function evaluateSomewhere(question: OnSample, key: string, client: ApiClient): Promise<Evaluation | undefined> {
  try {
    const here = await askAnalysis("evaluate", question, key);
    if (here.ok || here.needsServer !== true) return here;
  } catch (error) {
    if (error instanceof Superseded) return undefined;
    throw error;
  }
  try {
    return await client.expressions.evaluate.mutate({
      source: question.source,
      sample: question.sample,
    });
  } catch (error) {
    throw new Error(apiErrorMessage(error));
  }
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
