"use client";

import { Button, Group, Modal, Select, Stack, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { IconPlus } from "@tabler/icons-react";
import { useRouter, useSearchParams } from "next/navigation";
import { useState, type FormEvent } from "react";
import { mayEditFlows } from "#engine/core/role.ts";
import { apiErrorMessage, useApi, type ApiOutputs } from "#components/shared/api/trpc.tsx";
import { useMembership } from "#components/shared/membership.tsx";

interface NewFlowProps {
  readonly flows: ApiOutputs["flows"]["list"];
}

/** Begins a flow, empty or as a copy of another, and opens it in the designer. An address that ends in `?new` asks for it. */
export function NewFlow({ flows }: NewFlowProps) {
  const me = useMembership();
  const router = useRouter();
  const isAskedFor = useSearchParams().has("new");
  const [opened, setOpened] = useState(false);
  const close = (): void => {
    setOpened(false);
    if (isAskedFor) router.replace("/flows");
  };
  if (!mayEditFlows(me.role)) return null;
  return (
    <>
      <Button leftSection={<IconPlus size={16} />} onClick={() => setOpened(true)}>
        New flow
      </Button>
      <Modal opened={opened || isAskedFor} onClose={close} title="New flow" size={440}>
        <NewFlowForm flows={flows} />
      </Modal>
    </>
  );
}

function NewFlowForm({ flows }: NewFlowProps) {
  const api = useApi();
  const router = useRouter();
  const [name, setName] = useState("");
  const [from, setFrom] = useState<string | null>(null);
  const create = useMutation(
    api.drafts.create.mutationOptions({ onSuccess: ({ flowId }) => router.push(`/flows/${flowId}`) }),
  );
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (name.trim() !== "") create.mutate({ name: name.trim(), ...(from === null ? {} : { from }) });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <TextInput
          data-autofocus
          label="Name"
          placeholder="Order approval"
          maxLength={120}
          value={name}
          error={create.error ? apiErrorMessage(create.error) : undefined}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Select
          label="Begin with"
          placeholder="An empty canvas"
          clearable
          searchable
          value={from}
          onChange={setFrom}
          data={flows.map(({ flowId, name: label }) => ({ value: flowId, label: `A copy of ${label}` }))}
        />
        <Group justify="flex-end">
          <Button type="submit" loading={create.isPending || create.isSuccess} disabled={name.trim() === ""}>
            Create flow
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
