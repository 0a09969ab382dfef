"use client";

import { Button, Group, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { IconPlayerPause, IconPlayerPlay } from "@tabler/icons-react";
import { useState } from "react";
import { count } from "#engine/core/count.ts";
import { apiErrorMessage, useApi, type ApiOutputs } from "#components/shared/api/trpc.tsx";
import { mayOperateRuns, useMembership } from "#components/shared/membership.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { Section } from "#components/ui/section.tsx";

type Status = ApiOutputs["switches"]["status"];

const REFRESH_MS = 4_000;

/** Whether the flow is paused: by whom, why, since when and whether it has come to rest; and the way to change that. */
export function SwitchSection({ flowId }: { readonly flowId: string }) {
  const api = useApi();
  const me = useMembership();
  const { data: status } = useQuery(api.switches.status.queryOptions({ flowId }, { refetchInterval: REFRESH_MS }));
  const mayOperate = mayOperateRuns(me.role);
  if (!status || (status.switches.length === 0 && !mayOperate)) return null;
  return (
    <Section title="Pause">
      {status.switches.map((one) => (
        <Notice
          key={one.flowId ?? ""}
          tone="warn"
          title={one.flowId === undefined ? "All flows are paused" : "This flow is paused"}
        >
          By {one.by} <RelativeTime at={one.since} />
          {one.reason === undefined ? "." : `: ${one.reason}.`} {restInWords(status)}
        </Notice>
      ))}
      {mayOperate ? <Actions flowId={flowId} isPaused={status.switches.some((one) => one.flowId === flowId)} /> : null}
    </Section>
  );
}

function restInWords({ open, paused, inFlight, isQuiescent }: Status): string {
  if (isQuiescent)
    return open === 0
      ? "No run is open."
      : `At rest: ${open === 1 ? "the open run stands" : `all ${count(open)} open runs stand`} still.`;
  return `Coming to rest: ${count(paused)} of ${count(open)} open runs are paused, ${count(inFlight)} in flight.`;
}

function Actions({ flowId, isPaused }: { readonly flowId: string; readonly isPaused: boolean }) {
  const api = useApi();
  const queryClient = useQueryClient();
  const [reason, setReason] = useState("");
  const onSuccess = (): void => {
    setReason("");
    void queryClient.invalidateQueries({ queryKey: api.switches.status.pathKey() });
  };
  const pause = useMutation(api.switches.pause.mutationOptions({ onSuccess }));
  const resume = useMutation(api.switches.resume.mutationOptions({ onSuccess }));
  const error = pause.error ?? resume.error;
  const said = reason.trim();
  return (
    <>
      {error ? (
        <Notice tone="bad" title="Nothing was changed">
          {apiErrorMessage(error)}
        </Notice>
      ) : null}
      {isPaused ? (
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlayerPlay size={14} />}
          loading={resume.isPending}
          onClick={() => resume.mutate({ flowId })}
        >
          Let the flow go on
        </Button>
      ) : (
        <Group gap="xs" wrap="nowrap">
          <TextInput
            size="xs"
            flex={1}
            aria-label="Why the flow is paused"
            placeholder="Reason"
            maxLength={500}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <Button
            variant="default"
            size="xs"
            leftSection={<IconPlayerPause size={14} />}
            loading={pause.isPending}
            onClick={() => pause.mutate({ flowId, ...(said === "" ? {} : { reason: said }) })}
          >
            Pause flow
          </Button>
        </Group>
      )}
    </>
  );
}
