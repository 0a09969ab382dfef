"use client";

import { useQuery } from "@tanstack/react-query";
import { PRODUCTION } from "#engine/core/environment/environment.ts";
import type { JsonValue } from "#engine/core/json.ts";
import { useApi } from "#components/shared/api/trpc.tsx";
import { StartRunDrawer } from "#components/shared/start-run/start-run-drawer.tsx";

interface RunAgainProps {
  readonly flowId: string;
  /** Where this run runs; absent in production. */
  readonly environment: string | undefined;
  readonly trigger: string | undefined;
  readonly input: JsonValue;
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** Starts what is live now with the input of this run, after a look at it. */
export function RunAgain({ flowId, environment, trigger, input, opened, onClose }: RunAgainProps) {
  const api = useApi();
  const flow = useQuery(api.flows.get.queryOptions({ flowId }, { enabled: opened }));
  if (!flow.data) return null;
  const again = { input, environment: environment ?? PRODUCTION, ...(trigger === undefined ? {} : { trigger }) };
  return <StartRunDrawer flow={flow.data} again={again} opened={opened} onClose={onClose} />;
}
