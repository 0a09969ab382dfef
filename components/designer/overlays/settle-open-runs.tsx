"use client";

import { Checkbox } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useApi } from "#components/shared/api/trpc.tsx";
import { mayOperateRuns, useMembership } from "#components/shared/membership.tsx";

interface SettleOpenRunsProps {
  readonly flowId: string;
  readonly environment: string;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
}

/** Whether the runs under way are looked at once the version is live. Only then can it be said which of them fit it. */
export function SettleOpenRuns({ flowId, environment, isOn, onChange }: SettleOpenRunsProps) {
  const api = useApi();
  const mayOperate = mayOperateRuns(useMembership().role);
  const inFlight = useQuery(api.flows.inFlight.queryOptions({ flowId, environment }, { enabled: mayOperate }));
  const open = (inFlight.data ?? []).reduce((sum, { runs }) => sum + runs, 0);
  if (open === 0) return null;
  return (
    <Checkbox
      label={`Then move or cancel ${open === 1 ? "the run" : `the ${open} runs`} under way`}
      description="Unless you do, each ends on the version it began with"
      checked={isOn}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  );
}
