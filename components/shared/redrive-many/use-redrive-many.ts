"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { apiErrorCode, apiErrorMessage, useApi, useApiClient } from "#components/shared/api/trpc.tsx";
import { newRequestKey } from "#components/shared/request-key.ts";
import { paced } from "./paced.ts";

export interface RedriveOrder {
  readonly runIds: readonly string[];
  readonly mode: "rewind" | "fork";
  readonly perSecond: number;
  readonly reason?: string;
}

export interface RedriveProgress {
  readonly state: "idle" | "working" | "stopped" | "done";
  readonly wanted: number;
  readonly done: number;
  readonly refused: readonly { readonly runId: string; readonly message: string }[];
  /** Why it ended before its time, when no person stopped it. */
  readonly problem?: string;
}

/** Nothing of it is there when the run went on. */
interface Outcome {
  readonly refusal?: string;
  readonly problem?: string;
}

function withOutcome(progress: RedriveProgress, runId: string, { refusal, problem }: Outcome): RedriveProgress {
  if (problem !== undefined) return { ...progress, problem };
  if (refusal !== undefined) return { ...progress, refused: [...progress.refused, { runId, message: refusal }] };
  return { ...progress, done: progress.done + 1 };
}

/** No answer, or one that says nothing about the run. */
const isAway = (error: unknown): boolean => [undefined, "INTERNAL_SERVER_ERROR"].includes(apiErrorCode(error));

const IDLE: RedriveProgress = { state: "idle", wanted: 0, done: 0, refused: [] };

/**
 * Sends runs on one by one while the page is open, so that the person sees each refusal and can stop. Whoever leaves stops
 * it too: the runs that went on go on, the others stay as they are. So it is when the server does not answer: it would be
 * asked about hundreds of runs for nothing.
 */
export function useRedriveMany() {
  const api = useApi();
  const client = useApiClient();
  const queryClient = useQueryClient();
  const [progress, setProgress] = useState(IDLE);
  const stopRef = useRef<AbortController>(undefined);
  useEffect(() => () => stopRef.current?.abort(), []);

  const one = async (runId: string, { mode, reason }: RedriveOrder): Promise<Outcome> => {
    const request = { runId, mode, from: { from: "failure" as const }, requestKey: newRequestKey() };
    try {
      const result = await client.runs.redrive.mutate({ ...request, ...(reason === undefined ? {} : { reason }) });
      return result.ok ? {} : { refusal: result.refusal.message };
    } catch (error) {
      return isAway(error) ? { problem: apiErrorMessage(error) } : { refusal: apiErrorMessage(error) };
    }
  };
  const begin = async (order: RedriveOrder): Promise<void> => {
    const stop = new AbortController();
    stopRef.current = stop;
    setProgress({ ...IDLE, state: "working", wanted: order.runIds.length });
    for await (const runId of paced(order.runIds, order.perSecond, stop.signal)) {
      const outcome = await one(runId, order);
      if (outcome.problem !== undefined) stop.abort();
      setProgress((now) => withOutcome(now, runId, outcome));
    }
    setProgress((now) => ({ ...now, state: stop.signal.aborted ? "stopped" : "done" }));
    await Promise.all([api.runs, api.incidents].map((part) => queryClient.invalidateQueries({ queryKey: part.pathKey() })));
  };
  return { progress, begin, stop: () => stopRef.current?.abort() };
}
