"use client";

import { Button, Checkbox, Group, Modal, Stack, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { apiErrorMessage, useApi } from "#components/shared/api/trpc.tsx";
import { mayOperateRuns, useMembership } from "#components/shared/membership.tsx";
import { Notice } from "#components/ui/notice.tsx";
import type { Run } from "./run-page.tsx";

/** Canceling cannot be taken back, so it asks, and says what will happen. */
export function CancelRun({ run }: { readonly run: Run }) {
  const me = useMembership();
  const [opened, setOpened] = useState(false);
  if (!mayOperateRuns(me.role)) return null;
  return (
    <>
      <Button variant="default" onClick={() => setOpened(true)}>
        Cancel run
      </Button>
      <Modal opened={opened} onClose={() => setOpened(false)} title="Cancel this run?">
        <CancelForm run={run} onDone={() => setOpened(false)} />
      </Modal>
    </>
  );
}

function CancelForm({ run, onDone }: { readonly run: Run; readonly onDone: () => void }) {
  const api = useApi();
  const queryClient = useQueryClient();
  const [reason, setReason] = useState("");
  const [compensate, setCompensate] = useState(true);
  const cancel = useMutation(
    api.runs.cancel.mutationOptions({
      onSuccess: () => {
        onDone();
        return queryClient.invalidateQueries({ queryKey: api.runs.pathKey() });
      },
    }),
  );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        cancel.mutate({ runId: run.runId, compensate, ...(reason.trim() === "" ? {} : { reason: reason.trim() }) });
      }}
    >
      <Stack>
        {cancel.error ? (
          <Notice tone="bad" title="The run was not canceled">
            {apiErrorMessage(cancel.error)}
          </Notice>
        ) : null}
        <div>Steps that are under way are stopped. The run cannot be continued afterwards.</div>
        <Checkbox
          label="Undo completed steps that can be undone"
          description={compensate ? "Their compensations run, last step first." : "What the run has done so far stays done."}
          checked={compensate}
          onChange={(event) => setCompensate(event.currentTarget.checked)}
        />
        <TextInput
          label="Reason"
          description="Optional; recorded with your name"
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Group justify="space-between">
          <Button variant="default" onClick={onDone}>
            Keep it running
          </Button>
          <Button color="red.8" type="submit" loading={cancel.isPending}>
            Cancel run
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
