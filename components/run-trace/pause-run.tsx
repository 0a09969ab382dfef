"use client";

import { Button, Group, Modal, Stack } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { apiErrorMessage, useApi } from "#components/shared/api/trpc.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { reasonOf, ReasonInput } from "#components/shared/reason-input.tsx";
import { useOperation } from "./use-operation.ts";

interface PauseRunProps {
  readonly runId: string;
  readonly opened: boolean;
  readonly onClose: () => void;
}

export function PauseRun({ runId, opened, onClose }: PauseRunProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Pause this run?">
      <PauseForm runId={runId} onDone={onClose} />
    </Modal>
  );
}

function PauseForm({ runId, onDone }: { readonly runId: string; readonly onDone: () => void }) {
  const api = useApi();
  const [reason, setReason] = useState("");
  const { onSuccess } = useOperation(onDone);
  const pause = useMutation(api.runs.pause.mutationOptions({ onSuccess }));
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        pause.mutate({ runId, ...reasonOf(reason) });
      }}
    >
      <Stack>
        {pause.error ? (
          <Notice tone="bad" title="The run was not paused">
            {apiErrorMessage(pause.error)}
          </Notice>
        ) : null}
        <div>
          Nothing new begins and its timers stand still until somebody resumes it. Calls under way are answered and recorded;
          signals and decisions that arrive meanwhile are kept.
        </div>
        <ReasonInput value={reason} onChange={setReason} isFirst />
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            Close
          </Button>
          <Button type="submit" loading={pause.isPending}>
            Pause run
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
