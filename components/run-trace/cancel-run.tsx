"use client";

import { Button, Group, Modal, Radio, Stack } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { apiErrorMessage, useApi } from "#components/shared/api/trpc.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { reasonOf, ReasonInput } from "#components/shared/reason-input.tsx";
import { useOperation } from "./use-operation.ts";

interface CancelRunProps {
  readonly runId: string;
  readonly opened: boolean;
  readonly onClose: () => void;
}

type Way = "undo" | "keep" | "force";

/** Canceling cannot be taken back, so it asks, and says what will happen. */
export function CancelRun({ runId, opened, onClose }: CancelRunProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Cancel this run?">
      <CancelForm runId={runId} onDone={onClose} />
    </Modal>
  );
}

function CancelForm({ runId, onDone }: { readonly runId: string; readonly onDone: () => void }) {
  const api = useApi();
  const [reason, setReason] = useState("");
  const [way, setWay] = useState<Way>("undo");
  const { onSuccess } = useOperation(onDone);
  const cancel = useMutation(api.runs.cancel.mutationOptions({ onSuccess }));
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const force = way === "force" ? { force: true } : {};
        cancel.mutate({ runId, compensate: way === "undo", ...force, ...reasonOf(reason) });
      }}
    >
      <Stack>
        {cancel.error ? (
          <Notice tone="bad" title="The run was not canceled">
            {apiErrorMessage(cancel.error)}
          </Notice>
        ) : null}
        <div>A canceled run does nothing more; it can only be redriven from an earlier moment.</div>
        <Radio.Group label="How" value={way} onChange={(value) => setWay(toWay(value))}>
          <Stack gap="xs" mt={6}>
            <Radio
              value="undo"
              label="Undo completed steps that can be undone"
              description="Their compensations run, last step first."
            />
            <Radio value="keep" label="Leave completed steps as they are" description="Calls under way are stopped first." />
            <Radio
              value="force"
              label="Force"
              description="Calls under way are cut off: what became of them stays unknown. Nothing is undone."
            />
          </Stack>
        </Radio.Group>
        <ReasonInput value={reason} onChange={setReason} />
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

const toWay = (value: string): Way => (value === "keep" || value === "force" ? value : "undo");
