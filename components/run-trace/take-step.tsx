"use client";

import { Button, Group } from "@mantine/core";
import { IconPin, IconTestPipe } from "@tabler/icons-react";
import { mayEditFlows } from "#engine/core/role.ts";
import { useMembership } from "#components/shared/membership.tsx";
import { takeHref, type TakenStep } from "#components/shared/run-view/taken-step.ts";
import type { StepView } from "#components/shared/run-view/run-view.ts";
import { Link } from "#components/ui/link.tsx";

/** Where the steps of a page are from. */
export interface StepSource {
  readonly flowId: string;
  readonly runId: string;
  /** Nodes whose tests are cases of a mapping. */
  readonly mappings: ReadonlySet<string>;
}

interface TakeStepProps {
  readonly step: StepView;
  readonly source: StepSource;
}

/** From what happened to the next change: the step's data go into the draft of its flow. For those who may change it. */
export function TakeStep({ step: { nodeId, visit, output }, source: { flowId, runId, mappings } }: TakeStepProps) {
  const me = useMembership();
  if (!mayEditFlows(me.role)) return null;
  const href = (as: TakenStep["as"]): string => takeHref(flowId, { as, runId, nodeId, visit });
  return (
    <Group gap="xs">
      {output === undefined ? null : (
        <Button
          component={Link}
          href={href("sample")}
          size="xs"
          variant="default"
          leftSection={<IconPin size={14} aria-hidden />}
        >
          Pin in designer
        </Button>
      )}
      {mappings.has(nodeId) ? (
        <Button
          component={Link}
          href={href("test")}
          size="xs"
          variant="default"
          leftSection={<IconTestPipe size={14} aria-hidden />}
        >
          Make a test
        </Button>
      ) : null}
    </Group>
  );
}
