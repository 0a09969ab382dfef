"use client";

import { notifications } from "@mantine/notifications";
import { useSearchParams } from "next/navigation";
import { useEffect, useEffectEvent, useRef } from "react";
import { setSample } from "#engine/core/edit/commands/set-sample.ts";
import { setTests } from "#engine/core/edit/commands/set-tests.ts";
import { withTest } from "#engine/core/mapping/test-cases/edit-tests.ts";
import { apiErrorMessage, useApiClient } from "#components/shared/api/trpc.tsx";
import { readTakenStep, type TakenStep } from "#components/shared/run-view/taken-step.ts";
import { useSession, type DesignerSession } from "../session/designer-session.ts";

/**
 * What the page of a run sent here is taken into the draft, once: the address forgets it, so that the page can be loaded
 * again without a second test.
 */
export function useTakenStep(): void {
  const client = useApiClient();
  const session = useSession();
  const params = useSearchParams();
  const began = useRef(false);
  const take = useEffectEvent(async (taken: TakenStep) => {
    try {
      if (taken.as === "sample") await takeSample(client, session, taken);
      else await takeTest(client, session, taken);
    } catch (error) {
      notifications.show({ title: "Nothing was taken from the run", message: apiErrorMessage(error), color: "red" });
    }
  });
  useEffect(() => {
    const taken = readTakenStep(params);
    if (taken === undefined || began.current) return;
    began.current = true;
    window.history.replaceState(null, "", window.location.pathname);
    void take(taken);
  }, [params]);
}

type Client = ReturnType<typeof useApiClient>;

async function takeSample(client: Client, session: DesignerSession, { runId, nodeId, visit }: TakenStep): Promise<void> {
  const { output } = await client.tries.recordedOutput.query({ runId, nodeId, visit });
  if (!session.perform((draft) => setSample(draft, nodeId, output))) return;
  session.designer.getState().revealTab(nodeId, "output");
  notifications.show({ message: "Pinned: tries use this output instead of running the step." });
}

async function takeTest(client: Client, session: DesignerSession, { runId, nodeId, visit }: TakenStep): Promise<void> {
  const test = await client.mappings.testOfStep.mutate({ runId, nodeId, visit });
  const tests = session.draft().document.nodes.find(({ id }) => id === nodeId)?.tests ?? [];
  const next = withTest(tests, test);
  if (!session.perform((draft) => setTests(draft, nodeId, next, `Add the test "${next.at(-1)!.name}"`))) return;
  session.designer.getState().revealTab(nodeId, "tests");
  notifications.show({ message: `Added the test "${next.at(-1)!.name}". Sensitive values in it are made up.` });
}
