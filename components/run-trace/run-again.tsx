"use client";

import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconRepeat } from "@tabler/icons-react";
import { useState } from "react";
import type { JsonValue } from "#engine/core/json.ts";
import { useApi } from "#components/shared/api/trpc.tsx";
import { mayStartRuns, useMembership } from "#components/shared/membership.tsx";
import { StartRunDrawer } from "#components/shared/start-run/start-run-drawer.tsx";

interface RunAgainProps {
  readonly flowId: string;
  readonly trigger: string | undefined;
  readonly input: JsonValue;
}

/** Starts the newest version of the flow with the input of this run, after a look at it. */
export function RunAgain({ flowId, trigger, input }: RunAgainProps) {
  const me = useMembership();
  const api = useApi();
  const [opened, setOpened] = useState(false);
  const flow = useQuery(api.flows.get.queryOptions({ flowId }, { enabled: opened }));
  if (!mayStartRuns(me.role)) return null;
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconRepeat size={16} />}
        loading={opened && flow.isPending}
        onClick={() => setOpened(true)}
      >
        Run again
      </Button>
      {flow.data ? (
        <StartRunDrawer
          flow={flow.data}
          again={{ input, ...(trigger === undefined ? {} : { trigger }) }}
          opened={opened}
          onClose={() => setOpened(false)}
        />
      ) : null}
    </>
  );
}
