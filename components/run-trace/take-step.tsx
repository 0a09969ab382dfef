"use client";

import { Button, Group } from "@mantine/core";
import { IconPin, IconTestPipe } from "@tabler/icons-react";
import type { ReactNode } from "react";
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
  const link = (as: TakenStep["as"], icon: ReactNode, label: string) => (
    <Button component={Link} href={takeHref(flowId, { as, runId, nodeId, visit })} size="xs" variant="default" leftSection={icon}>
      {label}
    </Button>
  );
  return (
    <Group gap="xs">
      {output === undefined ? null : link("sample", <IconPin size={14} aria-hidden />, "Pin in designer")}
      {mappings.has(nodeId) ? link("test", <IconTestPipe size={14} aria-hidden />, "Make a test") : null}
    </Group>
  );
}
