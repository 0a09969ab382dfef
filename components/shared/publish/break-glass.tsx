"use client";

import { Button, Group, Stack, Textarea } from "@mantine/core";
import { IconRocket } from "@tabler/icons-react";
import { useState } from "react";
import { Notice } from "#components/ui/notice.tsx";

interface BreakGlassProps {
  /** What happens, as on a button: "Publish version 4". */
  readonly action: string;
  readonly isOff: boolean;
  readonly isPending: boolean;
  readonly onBack: () => void;
  readonly onGo: (reason: string) => void;
}

/** Past the review that is required, with a reason that stays on record. */
export function BreakGlass({ action, isOff, isPending, onBack, onGo }: BreakGlassProps) {
  const [reason, setReason] = useState("");
  const said = reason.trim();
  return (
    <Stack gap="sm">
      <Notice tone="warn" title="For emergencies only">
        The version goes live at once, everybody sees that it did so without review, and somebody else has to look at it within 24
        hours.
      </Notice>
      <Textarea
        data-autofocus
        autoFocus
        label="Why it cannot wait"
        required
        autosize
        minRows={2}
        maxLength={2_000}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onBack}>
          Back
        </Button>
        <Button
          color="red.8"
          leftSection={<IconRocket size={16} />}
          loading={isPending}
          disabled={isOff || said === ""}
          onClick={() => onGo(said)}
        >
          {action} without review
        </Button>
      </Group>
    </Stack>
  );
}
