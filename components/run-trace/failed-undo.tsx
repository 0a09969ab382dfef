"use client";

import { Button, Group, Stack } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { apiErrorMessage, useApi } from "#components/shared/api/trpc.tsx";
import { mayOperateRuns, useMembership } from "#components/shared/membership.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Section } from "#components/ui/section.tsx";
import { ReasonInput } from "#components/shared/reason-input.tsx";
import classes from "./run-page.module.css";
import type { RunView } from "#components/shared/run-view/run-view.ts";
import { useOperation } from "./use-operation.ts";

/** A run whose undo stopped: what could not be undone, and how the rest goes on. */
export function FailedUndo({ runId, view }: { readonly runId: string; readonly view: RunView }) {
  const me = useMembership();
  const { undoFailure, ended } = view;
  if (ended !== "compensation_incomplete" || undoFailure === undefined || !mayOperateRuns(me.role)) return null;
  return (
    <Section title="Go on with the undo">
      <p className={classes["hint"]}>
        Mend what kept it from being undone and try again, or undo it by hand and count it as undone. What is left is undone after
        it.
      </p>
      <ResumeForm runId={runId} />
    </Section>
  );
}

function ResumeForm({ runId }: { readonly runId: string }) {
  const api = useApi();
  const [reason, setReason] = useState("");
  const resume = useMutation(api.runs.resumeUndo.mutationOptions(useOperation()));
  const isReady = reason.trim() !== "" && !resume.isPending;
  const send = (waive: boolean): void => resume.mutate({ runId, waive, reason: reason.trim() });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) send(false);
      }}
    >
      <Stack gap="sm">
        <ReasonInput isRequired value={reason} onChange={setReason} />
        {resume.error ? (
          <Notice tone="bad" title="The undo does not go on">
            {apiErrorMessage(resume.error)}
          </Notice>
        ) : null}
        <Group justify="flex-end" wrap="nowrap" gap="xs">
          <Button variant="default" disabled={!isReady} onClick={() => send(true)}>
            Count as undone
          </Button>
          <Button type="submit" disabled={!isReady} loading={resume.isPending}>
            Try again
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
