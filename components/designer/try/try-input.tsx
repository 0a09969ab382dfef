"use client";

import { Button, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconFlask } from "@tabler/icons-react";
import { setSample } from "#engine/core/edit/commands/set-sample.ts";
import { JsonTextarea } from "#components/shared/json/json-textarea.tsx";
import { syntaxProblem } from "#components/shared/json/syntax-problem.ts";
import { parseJson } from "#engine/core/json.ts";
import { useApi } from "#components/shared/api/trpc.tsx";
import { EnvironmentSelect } from "#components/shared/environment/environment-select.tsx";
import { useDraft, useDraftStore } from "#components/shared/draft/use-draft.ts";
import { formatRelative } from "#components/ui/time.ts";
import { runStatusLooks } from "#components/ui/run-status.tsx";
import { useNow } from "#components/ui/use-now.ts";
import { useDesigner } from "../designer-context.ts";
import { useTry, useTryStore } from "./use-try.ts";
import { inputText, triggerOf, triggersOf } from "./try-input-text.ts";
import classes from "./try-panel.module.css";
import { useLoadPastRun } from "./use-load-past-run.ts";

/** What the try begins with: an example, the sample of the trigger, or what an earlier run was given. */
export function TryInput() {
  const store = useTryStore();
  const drafts = useDraftStore();
  const draft = useDraft((state) => state.draft);
  const text = useTry((state) => inputText(state, draft));
  const trigger = useTry((state) => triggerOf(state, draft));
  const isOwn = useTry((state) => state.text !== undefined);
  const problem = syntaxProblem(text);
  const triggers = triggersOf(draft.document);
  const pin = (): void => {
    if (!trigger || problem !== undefined) return;
    drafts.perform(setSample(drafts.getState().draft, trigger.id, parseJson(text)));
    store.getState().setText(undefined);
  };
  return (
    <section className={classes["input"]} aria-label="Input of the try">
      {triggers.length > 1 ? (
        <Select
          size="xs"
          label="Start from"
          allowDeselect={false}
          data={triggers.map(({ id, name }) => ({ value: id, label: name ?? id }))}
          value={trigger?.id ?? null}
          onChange={(value) => store.getState().setTrigger(value ?? undefined)}
        />
      ) : null}
      <EnvironmentPicker />
      <SourcePicker />
      <JsonTextarea
        size="xs"
        label="Input"
        minRows={5}
        maxRows={16}
        value={text}
        problem={problem}
        onChange={(next) => store.getState().setText(next)}
      />
      {isOwn && trigger ? (
        <Button
          size="compact-xs"
          variant="default"
          leftSection={<IconFlask size={13} aria-hidden />}
          disabled={problem !== undefined}
          onClick={pin}
        >
          Keep as sample
        </Button>
      ) : null}
    </section>
  );
}

function EnvironmentPicker() {
  const store = useTryStore();
  const environment = useTry((state) => state.environment);
  return (
    <EnvironmentSelect
      size="xs"
      description="Whose variables it sees, and whose connections real calls take"
      value={environment}
      onChange={(chosen) => store.getState().setEnvironment(chosen)}
    />
  );
}

const EXAMPLE = "example";
const RECENT_RUNS = 10;

function SourcePicker() {
  const api = useApi();
  const store = useTryStore();
  const flowId = useDesigner((state) => state.flowId);
  const runs = useQuery(api.runs.list.queryOptions({ flowId, limit: RECENT_RUNS }, { staleTime: 30_000 }));
  const load = useLoadPastRun();
  const items = runs.data?.runs ?? [];
  const now = useNow(60_000);
  const choose = (value: string | null): void => {
    if (value === EXAMPLE) store.getState().setText(undefined);
    else if (value !== null) void load(value);
  };
  return (
    <Select
      size="xs"
      label="Use"
      placeholder="An example, or data of a past run"
      description={items.length > 0 ? "A past run also pins what the outside answered" : undefined}
      value={null}
      data={[
        { value: EXAMPLE, label: "Example or sample" },
        ...(items.length === 0
          ? []
          : [
              {
                group: "Past runs",
                items: items.map(({ runId, status, startedAt, businessKey }) => ({
                  value: runId,
                  label: [runStatusLooks[status].word, formatRelative(startedAt, now), businessKey].filter(Boolean).join(" · "),
                })),
              },
            ]),
      ]}
      onChange={choose}
    />
  );
}
