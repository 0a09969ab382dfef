"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { apiErrorMessage, useApi, useApiClient } from "#components/shared/api/trpc.tsx";
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
}

const IDLE: RedriveProgress = { state: "idle", wanted: 0, done: 0, refused: [] };

/**
 * Sends runs on one by one while the page is open, so that the person sees each refusal and can stop. Whoever leaves stops
 * it too: the runs that went on go on, the others stay as they are.
 */
export function useRedriveMany() {
  const api = useApi();
  const client = useApiClient();
  const queryClient = useQueryClient();
  const [progress, setProgress] = useState(IDLE);
  const stopRef = useRef<AbortController>(undefined);
  useEffect(() => () => stopRef.current?.abort(), []);

  const one = async (runId: string, { mode, reason }: RedriveOrder): Promise<string | undefined> => {
    const request = { runId, mode, from: { from: "failure" as const }, requestKey: newRequestKey() };
    try {
      const result = await client.runs.redrive.mutate({ ...request, ...(reason === undefined ? {} : { reason }) });
      return result.ok ? undefined : result.refusal.message;
    } catch (error) {
      return apiErrorMessage(error);
    }
  };
  const begin = async (order: RedriveOrder): Promise<void> => {
    const stop = new AbortController();
    stopRef.current = stop;
    setProgress({ ...IDLE, state: "working", wanted: order.runIds.length });
    for await (const runId of paced(order.runIds, order.perSecond, stop.signal)) {
      const message = await one(runId, order);
      setProgress(({ done, refused, ...rest }) => ({
        ...rest,
        done: done + (message === undefined ? 1 : 0),
        refused: message === undefined ? refused : [...refused, { runId, message }],
      }));
    }
    setProgress((now) => ({ ...now, state: stop.signal.aborted ? "stopped" : "done" }));
    await Promise.all([api.runs, api.incidents].map((part) => queryClient.invalidateQueries({ queryKey: part.pathKey() })));
  };
  return { progress, begin, stop: () => stopRef.current?.abort(), reset: () => setProgress(IDLE) };
}
