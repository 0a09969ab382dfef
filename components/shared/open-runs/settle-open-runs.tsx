"use client";

import { Checkbox } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useApi } from "#components/shared/api/trpc.tsx";
import { mayOperateRuns, useMembership } from "#components/shared/membership.tsx";
import { countRuns } from "#engine/core/count.ts";

interface SettleOpenRunsProps {
  readonly flowId: string;
  readonly environment: string;
  /** What goes live, where it is a version already: its own runs do not count. */
  readonly version?: number;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
}

/** Whether the runs under way on other versions are looked at once the version is live. */
export function SettleOpenRuns({ flowId, environment, version, isOn, onChange }: SettleOpenRunsProps) {
  const api = useApi();
  const mayOperate = mayOperateRuns(useMembership().role);
  const inFlight = useQuery(api.flows.inFlight.queryOptions({ flowId, environment }, { enabled: mayOperate }));
  const open = (inFlight.data ?? []).reduce((sum, one) => (one.version === version ? sum : sum + one.runs), 0);
  if (open === 0) return null;
  return (
    <Checkbox
      label={`Then move or cancel ${open === 1 ? "the run" : `the ${countRuns(open)}`} under way`}
      description="Unless you do, each ends on the version it began with"
      checked={isOn}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  );
}
