"use client";

import { Button, Group, Modal, Radio, Stack, Text, Textarea } from "@mantine/core";
import { useState } from "react";
import { apiErrorMessage } from "#components/shared/api/trpc.tsx";
import { Notice } from "#components/ui/notice.tsx";
import type { Approval, Verdict } from "./approval.ts";
import { useDecide } from "./use-decide.ts";

interface ConfirmDialogProps {
  readonly approval: Approval;
  /** What is to be confirmed; the dialog is closed without it. */
  readonly verdict: Verdict | undefined;
  /** What was written before the dialog opened. */
  readonly comment?: string;
  readonly onClose: () => void;
}

const TITLES: Readonly<Record<Verdict, string>> = {
  approved: "Approve?",
  rejected: "Reject?",
  changesRequested: "Request changes?",
};
const VERBS: Readonly<Record<Verdict, string>> = { approved: "Approve", rejected: "Reject", changesRequested: "Request changes" };

/** Asks once more before something is decided that cannot be taken back, and what is to become of what was done. */
export function ConfirmDialog({ approval, verdict, comment = "", onClose }: ConfirmDialogProps) {
  return (
    <Modal opened={verdict !== undefined} onClose={onClose} title={verdict === undefined ? "" : TITLES[verdict]} centered>
      {verdict === undefined ? null : <Confirm approval={approval} verdict={verdict} comment={comment} onClose={onClose} />}
    </Modal>
  );
}

function Confirm({ approval, verdict, comment: first, onClose }: Required<ConfirmDialogProps> & { readonly verdict: Verdict }) {
  const [comment, setComment] = useState(first);
  const [leaveDone, setLeaveDone] = useState(false);
  const decide = useDecide(approval);
  const isMissing = verdict === "changesRequested" && comment.trim() === "";
  const confirm = (): void =>
    decide.mutate(
      {
        ...decide.named,
        decision: verdict,
        ...(comment.trim() === "" ? {} : { comment: comment.trim() }),
        ...(leaveDone ? { leaveDone } : {}),
      },
      { onSuccess: onClose },
    );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!isMissing) confirm();
      }}
    >
      <Stack>
        <Text fw={600}>{approval.title}</Text>
        {decide.error ? (
          <Notice tone="bad" title="The decision was not recorded">
            {apiErrorMessage(decide.error)}
          </Notice>
        ) : null}
        {verdict === "rejected" ? <WhatWasDone leaveDone={leaveDone} onChange={setLeaveDone} /> : null}
        <Textarea
          data-autofocus
          label={verdict === "changesRequested" ? "What should change" : "Comment"}
          description={verdict === "changesRequested" ? "Recorded with your name" : "Optional; recorded with your name"}
          autosize
          minRows={2}
          maxRows={6}
          maxLength={2_000}
          value={comment}
          onChange={(event) => setComment(event.currentTarget.value)}
        />
        <Group justify="space-between">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            type="submit"
            {...(verdict === "rejected" ? { color: "red.8" } : {})}
            loading={decide.isPending}
            disabled={isMissing}
          >
            {VERBS[verdict]}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface WhatWasDoneProps {
  readonly leaveDone: boolean;
  readonly onChange: (leaveDone: boolean) => void;
}

const WhatWasDone = ({ leaveDone, onChange }: WhatWasDoneProps) => (
  <Radio.Group
    label="What was done so far"
    value={leaveDone ? "leave" : "flow"}
    onChange={(value) => onChange(value === "leave")}
  >
    <Stack gap="xs" mt="xs">
      <Radio
        value="flow"
        label="Go on as the flow says"
        description="Where a rejection leads nowhere, completed steps are undone"
      />
      <Radio value="leave" label="Stop here and leave it" description="The run ends as canceled; nothing is undone" />
    </Stack>
  </Radio.Group>
);
