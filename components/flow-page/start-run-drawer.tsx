"use client";

import { Button, Drawer, Group, Select, Stack, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { IconPlayerPlay } from "@tabler/icons-react";
import { useRouter } from "next/navigation";
import { useRef, useState, type KeyboardEvent } from "react";
import type { JsonValue } from "#engine/core/json.ts";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import { apiErrorMessage, useApi } from "#components/shared/api/trpc.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { exampleInput } from "./example-input.ts";
import type { Flow } from "./flow-page.tsx";
import classes from "./flow-page.module.css";
import { ProblemList } from "./problem-list.tsx";
import { locatePointer } from "./json-position.ts";
import { syntaxProblem } from "./syntax-problem.ts";

interface StartRunDrawerProps {
  readonly flow: Flow;
  readonly opened: boolean;
  readonly onClose: () => void;
}

export function StartRunDrawer({ flow, opened, onClose }: StartRunDrawerProps) {
  return (
    <Drawer opened={opened} onClose={onClose} position="right" size={520} title={`Start ${flow.name}`}>
      <StartForm flow={flow} />
    </Drawer>
  );
}

/** The input as JSON, begun from an example that fits the contract; what the contract refuses is shown beside it. */
function StartForm({ flow }: { readonly flow: Flow }) {
  const triggers = flow.document.nodes.filter(({ kind }) => nodeDefinitions.get(kind)?.category === "trigger");
  const [text, setText] = useState(() => JSON.stringify(exampleInput(flow.document), null, 2));
  const [trigger, setTrigger] = useState((triggers.find(({ kind }) => kind === "trigger.manual") ?? triggers[0])?.id);
  const editor = useRef<HTMLTextAreaElement>(null);
  const start = useStartRun();
  const syntax = syntaxProblem(text);
  const refused = start.data?.ok === false ? start.data.problems : undefined;

  const submit = (): void => {
    if (syntax || start.isPending) return;
    const input = JSON.parse(text) as JsonValue;
    start.mutate({
      flowId: flow.flowId,
      input: input as never,
      triggerKey: crypto.randomUUID(),
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
        {triggers.length > 1 ? (
          <Select
            label="Start from"
            allowDeselect={false}
            data={triggers.map(({ id, name }) => ({ value: id, label: name ?? id }))}
            value={trigger ?? null}
            onChange={(value) => setTrigger(value ?? undefined)}
          />
        ) : null}
        <Textarea
          ref={editor}
          className={classes["editor"] ?? ""}
          label="Input"
          description={
            flow.document.input === undefined
              ? "Any JSON; this flow has no contract"
              : "An example that fits the flow's contract; edit it as you like"
          }
          autosize
          minRows={12}
          maxRows={26}
          spellCheck={false}
          data-autofocus
          value={text}
          error={syntax}
          onChange={(event) => {
            setText(event.currentTarget.value);
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

function useStartRun() {
  const api = useApi();
  const router = useRouter();
  const queryClient = useQueryClient();
  return useMutation(
    api.runs.start.mutationOptions({
      onSuccess: (result) => {
        if (!result.ok) return;
        router.push(`/runs/${result.runId}`);
        void queryClient.invalidateQueries({ queryKey: api.runs.list.pathKey() });
      },
    }),
  );
}
