"use client";

import { Checkbox } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { untilAnswered } from "#components/shared/api/load-failure.tsx";
import { useApi } from "#components/shared/api/trpc.tsx";
import { mayOperateRuns, useMembership } from "#components/shared/membership.tsx";
import { count } from "#engine/core/count.ts";

interface SettleOpenRunsProps {
  readonly flowId: string;
  readonly environment: string;
  /** What goes live, where it is a version already: its own runs do not count. */
  readonly version?: number;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
}

/** Whether the open runs on other versions are looked at once the version is live. */
export function SettleOpenRuns({ flowId, environment, version, isOn, onChange }: SettleOpenRunsProps) {
  const api = useApi();
  const mayOperate = mayOperateRuns(useMembership().role);
  const openRuns = useQuery(api.flows.openRuns.queryOptions({ flowId, environment }, { enabled: mayOperate, ...untilAnswered }));
  const open = (openRuns.data ?? []).reduce((sum, one) => (one.version === version ? sum : sum + one.runs), 0);
  if (open === 0) return null;
  return (
    <Checkbox
      label={`Then move or cancel the ${open === 1 ? "open run" : `${count(open)} open runs`}`}
      description="Unless you do, each ends on the version it began with"
      checked={isOn}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  );
}
