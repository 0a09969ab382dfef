"use client";

import { Button, Group, Modal, Select, SimpleGrid, Stack, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { apiErrorMessage, useApi, type ApiOutputs } from "#components/shared/api/trpc.tsx";
import { useMembership } from "#components/shared/membership.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import classes from "./away-dialog.module.css";

/** Says who answers in one's place, and from when until when. */
export function AwayDialog({ opened, onClose }: { readonly opened: boolean; readonly onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="Out of office" centered>
      <Stack>
        <Delegations />
        <NewDelegation onClose={onClose} />
      </Stack>
    </Modal>
  );
}

type Delegation = ApiOutputs["delegations"]["list"][number];

function Delegations() {
  const api = useApi();
  const me = useMembership();
  const queryClient = useQueryClient();
  const delegations = useQuery(api.delegations.list.queryOptions());
  const end = useMutation(
    api.delegations.end.mutationOptions({
      onSettled: () => queryClient.invalidateQueries({ queryKey: api.delegations.pathKey() }),
    }),
  );
  if (!delegations.data?.length) return null;
  return (
    <ul className={classes["list"]} aria-label="Who stands in for whom">
      {delegations.data.map((delegation) => (
        <li key={delegation.delegationId}>
          <span>
            {inWords(delegation, me.userId)} <RelativeTime at={delegation.startsAt} /> until{" "}
            <RelativeTime at={delegation.endsAt} />
            {delegation.reason === undefined ? null : `: ${delegation.reason}`}
          </span>
          {delegation.from.userId === me.userId ? (
            <Button
              size="xs"
              variant="default"
              aria-label={`End: ${delegation.to.name}`}
              loading={end.isPending && end.variables.delegationId === delegation.delegationId}
              onClick={() => end.mutate({ delegationId: delegation.delegationId })}
            >
              End
            </Button>
          ) : null}
        </li>
      ))}
    </ul>
  );
}

const inWords = ({ from, to }: Delegation, me: string): string =>
  from.userId === me ? `${to.name} answers for you from` : `You answer for ${from.name} from`;

/** A moment as a `datetime-local` field writes it: in the browser's own time zone, to the minute. */
function localMoment(date: Date): string {
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}

const WEEK_MS = 7 * 86_400_000;

function NewDelegation({ onClose }: { readonly onClose: () => void }) {
  const api = useApi();
  const me = useMembership();
  const queryClient = useQueryClient();
  const people = useQuery(api.people.list.queryOptions());
  const [to, setTo] = useState<string | null>(null);
  const [from, setFrom] = useState(() => localMoment(new Date()));
  const [until, setUntil] = useState(() => localMoment(new Date(Date.now() + WEEK_MS)));
  const [reason, setReason] = useState("");
  const refresh = () => queryClient.invalidateQueries({ queryKey: api.delegations.pathKey() });
  const give = useMutation(api.delegations.give.mutationOptions({ onSuccess: () => refresh() }));
  const isReady = to !== null && from !== "" && until !== "";
  const submit = (): void => {
    if (!isReady) return;
    const time = { startsAt: new Date(from).toISOString(), endsAt: new Date(until).toISOString() };
    give.mutate({ toUserId: to, ...time, ...(reason.trim() === "" ? {} : { reason: reason.trim() }) });
  };
  const others = people.data?.filter(({ userId }) => userId !== me.userId) ?? [];
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Stack>
        {give.error ? (
          <Notice tone="bad" title="This was not kept">
            {apiErrorMessage(give.error)}
          </Notice>
        ) : null}
        <Select
          searchable
          openOnFocus={false}
          label="Who answers in your place"
          description="They cannot decide about runs that either of you started"
          placeholder="Choose a person"
          data={others.map(({ userId, name, email }) => ({ value: userId, label: `${name} (${email})` }))}
          value={to}
          onChange={setTo}
        />
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <TextInput type="datetime-local" label="From" value={from} onChange={(event) => setFrom(event.currentTarget.value)} />
          <TextInput
            type="datetime-local"
            label="Until"
            value={until}
            onChange={(event) => setUntil(event.currentTarget.value)}
          />
        </SimpleGrid>
        <TextInput
          label="Reason"
          description="Optional"
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Group justify="space-between">
          <Button variant="default" onClick={onClose}>
            Close
          </Button>
          <Button type="submit" disabled={!isReady} loading={give.isPending}>
            Hand over
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
