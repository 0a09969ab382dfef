"use client";

import { Button, Drawer, Group, Select, Stack } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { IconPlayerPlay } from "@tabler/icons-react";
import { useRouter } from "next/navigation";
import { useRef, useState, type KeyboardEvent } from "react";
import type { JsonValue } from "#engine/core/json.ts";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import { apiErrorMessage, useApi, type ApiOutputs } from "#components/shared/api/trpc.tsx";
import { locatePointer } from "#components/shared/json/json-position.ts";
import { JsonTextarea } from "#components/shared/json/json-textarea.tsx";
import { syntaxProblem } from "#components/shared/json/syntax-problem.ts";
import { newRequestKey } from "#components/shared/request-key.ts";
import { Notice } from "#components/ui/notice.tsx";
import { exampleInput } from "./example-input.ts";
import { ProblemList } from "./problem-list.tsx";

interface StartRunProps {
  readonly flow: ApiOutputs["flows"]["get"];
  /** What an earlier run was started with, to start with it again. */
  readonly again?: { readonly input: JsonValue; readonly environment: string; readonly trigger?: string };
}

interface StartRunDrawerProps extends StartRunProps {
  readonly opened: boolean;
  readonly onClose: () => void;
}

export function StartRunDrawer({ opened, onClose, ...form }: StartRunDrawerProps) {
  const title = form.again ? `Run ${form.flow.name} v${form.flow.version} again` : `Start ${form.flow.name}`;
  return (
    <Drawer opened={opened} onClose={onClose} position="right" size={520} title={title}>
      <StartForm {...form} />
    </Drawer>
  );
}

/** The input as JSON, begun from an earlier one or an example; what the contract refuses is shown beside it. */
function StartForm({ flow, again }: StartRunProps) {
  const triggers = flow.document.nodes.filter(({ kind }) => nodeDefinitions.get(kind)?.category === "trigger");
  const [text, setText] = useState(() => JSON.stringify(again ? again.input : exampleInput(flow.document), null, 2));
  const [trigger, setTrigger] = useState(
    () =>
      (triggers.find(({ id }) => id === again?.trigger) ?? triggers.find(({ kind }) => kind === "trigger.manual") ?? triggers[0])
        ?.id,
  );
  /** Kept until the wish changes, so that pressing again after a lost answer finds the run instead of starting a second. */
  const [triggerKey, setTriggerKey] = useState(newRequestKey);
  const [place, choosePlace] = usePlace(flow.flowId, again?.environment);
  const editor = useRef<HTMLTextAreaElement>(null);
  const start = useStartRun();
  const syntax = syntaxProblem(text);
  const refused = start.data?.ok === false ? start.data.problems : undefined;

  const submit = (): void => {
    if (syntax || start.isPending) return;
    const input = JSON.parse(text) as JsonValue;
    start.mutate({
      flowId: flow.flowId,
      input,
      triggerKey,
      ...(place.chosen === undefined ? {} : { environment: place.chosen }),
      ...(trigger === undefined ? {} : { trigger }),
    });
  };
  const show = (pointer: string): void => {
    const area = editor.current;
    if (!area || syntax) return;
    const { from, to } = locatePointer(text, pointer);
    area.focus();
    area.setSelectionRange(from, to);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    submit();
  };

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Stack>
        {place.all.length > 1 ? (
          <Select
            label="Environment"
            description="Where it runs, with the version, the variables and the connections of that place"
            allowDeselect={false}
            data={[...place.all]}
            value={place.chosen ?? null}
            onChange={(value) => {
              choosePlace(value ?? undefined);
              setTriggerKey(newRequestKey());
            }}
          />
        ) : null}
        {triggers.length > 1 ? (
          <Select
            label="Start from"
            allowDeselect={false}
            data={triggers.map(({ id, name }) => ({ value: id, label: name ?? id }))}
            value={trigger ?? null}
            onChange={(value) => {
              setTrigger(value ?? undefined);
              setTriggerKey(newRequestKey());
            }}
          />
        ) : null}
        <JsonTextarea
          ref={editor}
          label="Input"
          description={describeInput(flow, again !== undefined)}
          minRows={12}
          maxRows={26}
          data-autofocus
          value={text}
          problem={syntax}
          onChange={(next) => {
            setText(next);
            setTriggerKey(newRequestKey());
            if (start.data || start.error) start.reset();
          }}
          onKeyDown={onKeyDown}
        />
        {refused ? <ProblemList problems={refused} text={text} onShow={show} /> : null}
        {start.error ? (
          <Notice tone="bad" title="The run was not started">
            {apiErrorMessage(start.error)}
          </Notice>
        ) : null}
        <Group justify="flex-end">
          <Button
            type="submit"
            leftSection={<IconPlayerPlay size={16} />}
            disabled={syntax !== undefined}
            loading={start.isPending || start.data?.ok === true}
          >
            Start run
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** The environments in which the flow is live; production where it is, else the one it has come furthest to. */
function usePlace(flowId: string, before: string | undefined) {
  const api = useApi();
  const [wish, setWish] = useState(before);
  const places = useQuery(api.environments.places.queryOptions({ flowId }, { staleTime: 10_000 }));
  const all = places.data?.flatMap(({ environment, live }) => (live ? [environment] : [])) ?? [];
  const chosen = wish !== undefined && all.includes(wish) ? wish : all.at(-1);
  return [{ all, chosen }, setWish] as const;
}

function describeInput(flow: StartRunProps["flow"], isAgain: boolean): string {
  if (isAgain) return "What the earlier run was started with; edit it as you like";
  if (flow.document.input === undefined) return "Any JSON; this flow has no contract";
  return "An example that fits the flow's contract; edit it as you like";
}

function useStartRun() {
  const api = useApi();
  const router = useRouter();
  const queryClient = useQueryClient();
  return useMutation(
    api.runs.start.mutationOptions({
      onSuccess: (result) => {
        if (!result.ok) return;
        // A collected run is made later.
        router.push(result.startsAt === undefined ? `/runs/${result.runId}` : "/runs");
        void queryClient.invalidateQueries({ queryKey: api.runs.list.pathKey() });
      },
    }),
  );
}
