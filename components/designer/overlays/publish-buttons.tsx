"use client";

import { Button, Group, Skeleton, Stack } from "@mantine/core";
import { IconChecklist, IconRocket } from "@tabler/icons-react";
import { useState } from "react";
import { ruleText } from "#engine/core/review/review-rule.ts";
import type { ApiOutputs } from "#components/shared/api/trpc.tsx";
import { BreakGlass } from "#components/shared/publish/break-glass.tsx";
import { Link } from "#components/ui/link.tsx";
import { Notice } from "#components/ui/notice.tsx";

interface PublishButtonsProps {
  readonly version: number;
  /** Of this flow, and not decided or not published yet. */
  readonly openReviewId: string | undefined;
  /** Whether a review is required; absent while that is not known. */
  readonly rule: ApiOutputs["reviews"]["rule"] | undefined;
  /** The dialog says already that something could not be loaded. */
  readonly isLost: boolean;
  readonly mayBreakGlass: boolean;
  /** There is nothing to publish, or it has errors. */
  readonly isOff: boolean;
  readonly isPending: boolean;
  readonly onCancel: () => void;
  readonly onAsk: () => void;
  readonly onPublish: (breakGlass?: { readonly reason: string }) => void;
}

/** The way to an environment: straight, through a review, or past it with a reason that stays on record. */
export function PublishButtons(props: PublishButtonsProps) {
  const { version, openReviewId, rule, isLost, mayBreakGlass, isOff, isPending, onCancel, onAsk, onPublish } = props;
  const [isBreaking, setBreaking] = useState(false);
  if (isBreaking)
    return (
      <BreakGlass
        action={`Publish version ${version}`}
        isOff={isOff}
        isPending={isPending}
        onBack={() => setBreaking(false)}
        onGo={(reason) => onPublish({ reason })}
      />
    );
  const cancel = (
    <Button variant="default" onClick={onCancel}>
      Cancel
    </Button>
  );
  if (!rule && isLost) return <Group justify="flex-end">{cancel}</Group>;
  if (!rule) return <Skeleton height={36} role="group" aria-busy aria-label="Loading whether a review is required" />;
  if (!rule.isRequired)
    return (
      <Group justify="flex-end" gap="xs">
        {cancel}
        <Button leftSection={<IconRocket size={16} />} loading={isPending} disabled={isOff} onClick={() => onPublish()}>
          Publish version {version}
        </Button>
      </Group>
    );
  return (
    <Stack gap="sm">
      <Notice tone="info" title="A review is required">
        It takes {ruleText(rule)}, none of them an author. What you ask for is frozen; you can go on editing.
        {openReviewId === undefined ? null : (
          <>
            {" "}
            <Link href={`/reviews/${openReviewId}`}>The review that is open</Link> is replaced, with its approvals.
          </>
        )}
      </Notice>
      <Group justify="flex-end" gap="xs">
        {mayBreakGlass ? (
          <Button variant="subtle" color="red" disabled={isOff} onClick={() => setBreaking(true)}>
            Publish without review…
          </Button>
        ) : null}
        {cancel}
        <Button leftSection={<IconChecklist size={16} />} loading={isPending} disabled={isOff} onClick={onAsk}>
          Ask for review
        </Button>
      </Group>
    </Stack>
  );
}
