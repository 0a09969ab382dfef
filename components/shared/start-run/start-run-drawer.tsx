"use client";

import { Button, Drawer, Group, Select, Stack } from "@mantine/core";
import { IconPlayerPlay } from "@tabler/icons-react";
import { useRef, type KeyboardEvent } from "react";
import { apiErrorMessage } from "#components/shared/api/trpc.tsx";
import { locatePointer } from "#components/shared/json/json-position.ts";
import { JsonTextarea } from "#components/shared/json/json-textarea.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { ProblemList } from "./problem-list.tsx";
import { useStartForm, type StartRunSubject } from "./use-start-form.ts";

interface StartRunDrawerProps extends StartRunSubject {
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

type FormState = ReturnType<typeof useStartForm>;

/** The input as JSON, begun from an earlier one or an example; what the contract refuses is shown beside it. */
function StartForm(subject: StartRunSubject) {
  const form = useStartForm(subject);
  const { syntax, start } = form;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        form.submit();
      }}
    >
      <Stack>
        <WhereFields form={form} />
        <InputField form={form} description={describeInput(subject)} />
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

/** The environment and the trigger, each where there is more than one. */
function WhereFields({ form: { place, choosePlace, triggers, trigger, setTrigger } }: { readonly form: FormState }) {
  return (
    <>
      {place.all.length > 1 ? (
        <Select
          label="Environment"
          description="Where it runs, with the version, the variables and the connections of that place"
          allowDeselect={false}
          data={[...place.all]}
          value={place.chosen ?? null}
          onChange={(value) => choosePlace(value ?? undefined)}
        />
      ) : null}
      {triggers.length > 1 ? (
        <Select
          label="Start from"
          allowDeselect={false}
          data={triggers.map(({ id, name }) => ({ value: id, label: name ?? id }))}
          value={trigger ?? null}
          onChange={(value) => setTrigger(value ?? undefined)}
        />
      ) : null}
    </>
  );
}

/** The input, and below it what the contract refuses of it; each refusal leads to its place in the text. */
function InputField({ form, description }: { readonly form: FormState; readonly description: string }) {
  const { text, setText, syntax, start, submit } = form;
  const editor = useRef<HTMLTextAreaElement>(null);
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
    <>
      <JsonTextarea
        ref={editor}
        label="Input"
        description={description}
        minRows={12}
        maxRows={26}
        data-autofocus
        value={text}
        problem={syntax}
        onChange={setText}
        onKeyDown={onKeyDown}
      />
      {start.data?.ok === false ? <ProblemList problems={start.data.problems} text={text} onShow={show} /> : null}
    </>
  );
}

function describeInput({ flow, again }: StartRunSubject): string {
  if (again) return "What the earlier run was started with; edit it as you like";
  if (flow.document.input === undefined) return "Any JSON; this flow has no contract";
  return "An example that fits the flow's contract; edit it as you like";
}
