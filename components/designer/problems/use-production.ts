"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { PRODUCTION } from "#engine/core/environment/environment.ts";
import type { Supplies } from "#engine/core/environment/unmet-needs.ts";
import { useApi } from "#components/shared/api/trpc.tsx";

const FRESH = { staleTime: 30_000 } as const;

/**
 * What production has to give to the flow now: its variables, where connections lead, and the flows there are. `undefined`
 * until it is known.
 */
export function useProduction(): Supplies | undefined {
  const api = useApi();
  const { data: connections } = useQuery(api.connections.list.queryOptions(undefined, FRESH));
  const { data: settings } = useQuery(api.environments.settings.queryOptions(undefined, FRESH));
  const { data: flows } = useQuery(api.flows.list.queryOptions(undefined, FRESH));
  return useMemo(() => {
    if (!connections || !settings || !flows) return undefined;
    const isHere = ({ environment }: { readonly environment: string }): boolean => environment === PRODUCTION;
    return {
      environment: PRODUCTION,
      variables: new Set(settings.variables.filter(isHere).map(({ name }) => name)),
      connections: new Set(connections.map(({ name }) => name)),
      mapping: new Map(settings.mappings.filter(isHere).map(({ name, target }) => [name, target])),
      liveFlows: new Set(flows.map(({ flowId }) => flowId)),
    };
  }, [connections, flows, settings]);
}
