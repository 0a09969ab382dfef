"use client";

import { notifications } from "@mantine/notifications";
import { useSearchParams } from "next/navigation";
import { useEffect, useRef } from "react";
import { setSample } from "#engine/core/edit/commands/set-sample.ts";
import { applyEdit } from "#engine/core/edit/apply-edit.ts";
import { done } from "#engine/core/edit/command-result.ts";
import type { FlowDraft } from "#engine/core/edit/flow-draft.ts";
import type { Operation } from "#engine/core/edit/operation.ts";
import type { JsonValue } from "#engine/core/json.ts";
import { apiErrorMessage, useApiClient } from "#components/shared/api/trpc.tsx";
import { useDraftStore } from "#components/shared/draft/use-draft.ts";
import { useDesigner } from "../designer-context.ts";
import { needsAnswer } from "./needs-answer.ts";
import { useTryStore } from "./use-try.ts";
import { fromPastRun } from "./try-state.ts";

/** Brings a run of production into the designer: its input, and as samples what the outside and people answered in it. */
export function useLoadPastRun(): (runId: string) => Promise<void> {
  const client = useApiClient();
  const drafts = useDraftStore();
  const store = useTryStore();
  return async (runId) => {
    try {
      const run = await client.tries.pastRun.query({ runId });
      const { draft } = drafts.getState();
      const kinds = new Map(draft.document.nodes.map(({ id, kind }) => [id, kind]));
      const past = fromPastRun(run, (nodeId) => needsAnswer(kinds.get(nodeId) ?? ""));
      drafts.perform(done(`Use the data of a past run`, pinAll(draft, past.samples)));
      store.getState().load(past);
      store.getState().compare();
    } catch (error) {
      notifications.show({ title: "The run could not be loaded", message: apiErrorMessage(error), color: "red" });
    }
  };
}

/** `?tryRun=<run>` in the address: the way from the page of a run into the designer. Opens the drawer with its data. */
export function useRunOfAddress(): void {
  const runId = useSearchParams().get("tryRun");
  const openDrawer = useDesigner((state) => state.openDrawer);
  const load = useLoadPastRun();
  const loaded = useRef<string>(undefined);
  useEffect(() => {
    if (runId === null || loaded.current === runId) return;
    loaded.current = runId;
    openDrawer("try");
    void load(runId);
  }, [load, openDrawer, runId]);
}

/** One step of undo for all of them. */
function pinAll(start: FlowDraft, samples: Readonly<Record<string, JsonValue>>): readonly Operation[] {
  let draft = start;
  const operations: Operation[] = [];
  for (const [nodeId, value] of Object.entries(samples)) {
    const result = setSample(draft, nodeId, value);
    if (!result.ok) continue;
    draft = applyEdit(draft, result.edit);
    operations.push(...result.edit.operations);
  }
  return operations;
}
