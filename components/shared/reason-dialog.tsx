"use client";

import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useState, type ReactNode } from "react";
import { Notice } from "#components/ui/notice.tsx";
import { ReasonInput } from "./reason-input.tsx";

interface ReasonDialogProps {
  readonly title: string;
  /** What will happen, in words. */
  readonly children: ReactNode;
  /** What else is to be decided. */
  readonly more?: ReactNode;
  /** The verb on the button that does it. */
  readonly action: string;
  readonly color?: string;
  readonly isPending: boolean;
  /** Why it was not done. */
  readonly refusal: string | undefined;
  /** The reason is trimmed and not empty. */
  readonly onConfirm: (reason: string) => void;
  readonly onClose: () => void;
}

/** Asks for the reason of what changes a live flow at once, after saying what that means. */
export function ReasonDialog({
  title,
  children,
  more,
  action,
  color,
  isPending,
  refusal,
  onConfirm,
  onClose,
}: ReasonDialogProps) {
  const [reason, setReason] = useState("");
  const said = reason.trim();
  return (
    <Modal opened onClose={onClose} title={title}>
      <Stack gap="md">
        <Text size="sm">{children}</Text>
        <ReasonInput value={reason} onChange={setReason} isRequired isFirst />
        {more}
        {refusal === undefined ? null : (
          <Notice tone="bad" title="Nothing was changed">
            {refusal}
          </Notice>
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            {...(color === undefined ? {} : { color })}
            loading={isPending}
            disabled={said === ""}
            onClick={() => onConfirm(said)}
          >
            {action}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
