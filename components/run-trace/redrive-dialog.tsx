"use client";

import { Button, Checkbox, Group, Modal, SegmentedControl, Select, Skeleton, Stack } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import type { JsonValue } from "#engine/core/json.ts";
import { apiErrorMessage, useApi } from "#components/shared/api/trpc.tsx";
import { JsonTextarea } from "#components/shared/json/json-textarea.tsx";
import { syntaxProblem } from "#components/shared/json/syntax-problem.ts";
import { newRequestKey } from "#components/shared/request-key.ts";
import { Notice } from "#components/ui/notice.tsx";
import { reasonOf, ReasonInput } from "#components/shared/reason-input.tsx";
import { momentChoices, readMoment, writeMoment, type RedriveWish } from "./redrive-moment.ts";
import { RedrivePreviewView, RedriveProblems } from "./redrive-preview.tsx";
import type { Flow, Run } from "./run-page.tsx";
import type { RunView } from "#components/shared/run-view/run-view.ts";
import { useOperation } from "./use-operation.ts";

interface RedriveDialogProps {
  readonly run: Run;
  readonly flow: Flow;
  /** The newest view. */
  readonly view: RunView;
  /** What the dialog begins with; closed without. */
  readonly wish: RedriveWish | undefined;
  readonly onClose: () => void;
}

/** Goes on from an earlier moment, in this run or in a new one, after a look at what that means. */
export function RedriveDialog({ wish, onClose, ...form }: RedriveDialogProps) {
  return (
    <Modal opened={wish !== undefined} onClose={onClose} title="Go back in time" size="lg">
      {wish ? <RedriveForm {...form} wish={wish} onClose={onClose} /> : null}
    </Modal>
  );
}

type FormProps = Omit<RedriveDialogProps, "wish"> & { readonly wish: RedriveWish };

function RedriveForm({ run, flow, view, wish, onClose }: FormProps) {
  const api = useApi();
  const choices = momentChoices(view, flow.document, wish.from);
  const [moment, setMoment] = useState(() =>
    writeMoment(wish.from ?? { from: view.failure || view.cancel ? "failure" : "start" }),
  );
  const [mode, setMode] = useState(wish.mode);
  const [version, setVersion] = useState<"same" | "latest">("same");
  const [inputText, setInputText] = useState<string>();
  const [reason, setReason] = useState("");
  const [requestKey] = useState(newRequestKey);
  const syntax = inputText === undefined ? undefined : syntaxProblem(inputText);
  const request = { runId: run.runId, from: readMoment(moment), mode, ...(mode === "fork" ? { version } : {}) };
  const preview = useQuery(
    api.runs.previewRedrive.queryOptions(request, { staleTime: 0, gcTime: 0, placeholderData: (previous) => previous }),
  );
  const redrive = useRedrive(run.runId, onClose);
  const refused = redrive.data?.ok === false ? redrive.data : undefined;
  const plan = preview.data;
  const isBlocked = !plan || plan.problems.some(({ severity }) => severity === "error");
  const change = (apply: () => void): void => {
    apply();
    redrive.reset();
  };

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isBlocked || syntax !== undefined || redrive.isPending) return;
        const edits = inputText === undefined ? {} : { edits: { input: JSON.parse(inputText) as JsonValue } };
        redrive.mutate({ ...request, requestKey, ...edits, ...reasonOf(reason) });
      }}
    >
      <Stack>
        <Select
          label="Go back to"
          allowDeselect={false}
          searchable
          data={choices}
          value={moment}
          onChange={(value) => change(() => setMoment(value ?? moment))}
        />
        <Group align="end">
          <SegmentedControl
            aria-label="How"
            value={mode}
            onChange={(value) => change(() => setMode(value === "fork" ? "fork" : "rewind"))}
            data={[
              { value: "rewind", label: "Rewind this run" },
              { value: "fork", label: "Fork a new run" },
            ]}
          />
          {mode === "fork" ? (
            <Select
              aria-label="Version"
              allowDeselect={false}
              value={version}
              onChange={(value) => change(() => setVersion(value === "latest" ? "latest" : "same"))}
              data={[
                { value: "same", label: `Version ${run.version}, as it was` },
                { value: "latest", label: "The deployed version" },
              ]}
            />
          ) : null}
        </Group>
        {preview.isPending ? <Skeleton height={160} radius={8} /> : null}
        {plan ? <RedrivePreviewView plan={plan} document={flow.document} /> : null}
        <Checkbox
          label="Change the input"
          description="Steps that have completed by then keep their results."
          checked={inputText !== undefined}
          onChange={({ currentTarget }) =>
            change(() => setInputText(currentTarget.checked ? JSON.stringify(view.input, null, 2) : undefined))
          }
        />
        {inputText === undefined ? null : (
          <JsonTextarea
            label="Input"
            minRows={5}
            maxRows={16}
            value={inputText}
            problem={syntax}
            onChange={(next) => change(() => setInputText(next))}
          />
        )}
        <ReasonInput value={reason} onChange={setReason} />
        {refused ? <RedriveProblems problems={refused.problems} /> : null}
        {refused && refused.problems.length === 0 ? (
          <Notice tone="bad" title={refused.refusal.message}>
            {refused.refusal.fix}
          </Notice>
        ) : null}
        {(redrive.error ?? preview.error) ? (
          <Notice tone="bad" title={redrive.error ? "Nothing was done" : "The preview could not be made"}>
            {apiErrorMessage((redrive.error ?? preview.error)!)}
          </Notice>
        ) : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Close
          </Button>
          <Button type="submit" disabled={isBlocked || syntax !== undefined} loading={redrive.isPending}>
            {mode === "fork" ? "Fork run" : "Rewind run"}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function useRedrive(runId: string, onClose: () => void) {
  const api = useApi();
  const router = useRouter();
  const { onSuccess } = useOperation();
  return useMutation(
    api.runs.redrive.mutationOptions({
      onSuccess: async (result) => {
        if (!result.ok) return;
        onClose();
        if (result.runId !== runId) router.push(`/runs/${result.runId}`);
        await onSuccess();
      },
    }),
  );
}
