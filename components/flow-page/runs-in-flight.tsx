"use client";

import { useQuery } from "@tanstack/react-query";
import { useApi } from "#components/shared/api/trpc.tsx";

const REFRESH_MS = 10_000;

/** What the versions of a flow mean for runs under way: each ends on the version it began with. Part of a list of facts. */
export function RunsInFlight({ flowId, version }: { readonly flowId: string; readonly version: number }) {
  const api = useApi();
  const inFlight = useQuery(api.flows.inFlight.queryOptions({ flowId }, { refetchInterval: REFRESH_MS }));
  if (!inFlight.data || inFlight.data.length === 0) return null;
  return (
    <>
      <dt>Under way</dt>
      <dd>
        {inFlight.data
          .map((one) => `${countOf(one.runs)} on v${one.version}${one.version === version ? "" : " until they end"}`)
          .join(", ")}
      </dd>
    </>
  );
}

const countOf = (runs: number): string => `${runs} ${runs === 1 ? "run" : "runs"}`;
