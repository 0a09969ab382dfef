"use client";

import { Button, Group, Stack, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { IconSend } from "@tabler/icons-react";
import { useState } from "react";
import { parseJson } from "#engine/core/json.ts";
import { apiErrorMessage, useApi } from "#components/shared/api/trpc.tsx";
import { JsonTextarea } from "#components/shared/json/json-textarea.tsx";
import { syntaxProblem } from "#components/shared/json/syntax-problem.ts";
import { mayOperateRuns, useMembership } from "#components/shared/membership.tsx";
import { newRequestKey } from "#components/shared/request-key.ts";
import { Notice } from "#components/ui/notice.tsx";
import { Section } from "#components/ui/section.tsx";
import type { RunView } from "#components/shared/run-view/run-view.ts";

/** For each signal the run waits for, a form to send it by hand. */
export function SendSignals({ runId, view }: { readonly runId: string; readonly view: RunView }) {
  const me = useMembership();
  if (!mayOperateRuns(me.role)) return null;
  const names = Object.values(view.open).flatMap(({ state, signal }) =>
    state === "waiting" && signal !== undefined ? [signal] : [],
  );
  return [...new Set(names)].map((name) => <SendSignal key={name} runId={runId} expected={name} />);
}

function SendSignal({ runId, expected }: { readonly runId: string; readonly expected: string }) {
  const api = useApi();
  const [name, setName] = useState(expected);
  const [text, setText] = useState("{}");
  /** Kept until it arrived, so that a repeat after a lost answer is not a second signal. */
  const [dedupeKey, setDedupeKey] = useState(newRequestKey);
  const signal = useMutation(api.runs.signal.mutationOptions({ onSuccess: () => setDedupeKey(newRequestKey()) }));
  const syntax = syntaxProblem(text);
  const change = (apply: () => void): void => {
    apply();
    signal.reset();
  };
  return (
    <Section title="Send the signal it waits for">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (syntax !== undefined || signal.isPending) return;
          const payload = parseJson(text);
          signal.mutate({ runId, name: name.trim(), payload, dedupeKey });
        }}
      >
        <Stack gap="sm">
          <TextInput
            label="Signal"
            maxLength={120}
            required
            value={name}
            onChange={({ currentTarget }) => change(() => setName(currentTarget.value))}
          />
          <JsonTextarea
            label="Data"
            description="JSON; it becomes the output of the step"
            value={text}
            problem={syntax}
            onChange={(next) => change(() => setText(next))}
          />
          {signal.error ? (
            <Notice tone="bad" title="The signal was not sent">
              {apiErrorMessage(signal.error)}
            </Notice>
          ) : null}
          <Group justify="space-between">
            <span role="status">{signal.isSuccess ? "Sent" : ""}</span>
            <Button
              type="submit"
              leftSection={<IconSend size={16} />}
              disabled={syntax !== undefined || name.trim() === ""}
              loading={signal.isPending}
            >
              Send signal
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  );
}
