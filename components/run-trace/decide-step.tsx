"use client";

import { Button, Group, Radio, Stack } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { Failure } from "#engine/core/failure.ts";
import { parseJson } from "#engine/core/json.ts";
import type { StepVerdict } from "#engine/core/machine/run-event.ts";
import { apiErrorMessage, useApi } from "#components/shared/api/trpc.tsx";
import { JsonTextarea } from "#components/shared/json/json-textarea.tsx";
import { syntaxProblem } from "#components/shared/json/syntax-problem.ts";
import { mayOperateRuns, useMembership } from "#components/shared/membership.tsx";
import { newRequestKey } from "#components/shared/request-key.ts";
import { JsonTree } from "#components/ui/json-tree.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Section } from "#components/ui/section.tsx";
import { failureAdvice } from "#components/shared/failure-advice.ts";
import { ReasonInput } from "#components/shared/reason-input.tsx";
import classes from "./run-page.module.css";
import type { RunView, StepView } from "#components/shared/run-view/run-view.ts";
import { useOperation } from "./use-operation.ts";

interface DecideStepsProps {
  readonly runId: string;
  readonly view: RunView;
  readonly nameOf: (nodeId: string) => string;
}

/** For each step whose outcome only a person can find out: what happened, what to look at, and the choices. */
export function DecideSteps({ runId, view, nameOf }: DecideStepsProps) {
  return Object.values(view.open).flatMap((step) =>
    step.state !== "undecided" || step.failure === undefined
      ? []
      : [<DecideStep key={step.key} runId={runId} step={step} question={step.failure} name={nameOf(step.nodeId)} />],
  );
}

interface DecideStepProps {
  readonly runId: string;
  readonly step: StepView;
  readonly question: Failure;
  readonly name: string;
}

function DecideStep({ runId, step, question, name }: DecideStepProps) {
  const me = useMembership();
  const key = step.attempts.at(-1)?.idempotencyKey;
  return (
    <Section title={`Decide: ${name}`}>
      <Stack gap="sm">
        <Notice tone="warn" title={question.message}>
          {adviceOn(question)} <span className={classes["code"]}>{question.code}</span>
        </Notice>
        {key === undefined ? null : (
          <p className={classes["hint"]}>
            The call carried the key <span className="mono">{key}</span>.
          </p>
        )}
        {step.input === undefined ? null : <JsonTree value={step.input} what="what was sent" />}
        {mayOperateRuns(me.role) ? <DecideForm runId={runId} step={step} /> : <p>An engineer or admin must decide.</p>}
      </Stack>
    </Section>
  );
}

/** Whatever broke, the person must find out whether the call arrived. */
const adviceOn = (question: Failure): string =>
  failureAdvice(question.unknown ? { ...question, code: "step/unknown-outcome" } : question);

const CHOICES: readonly { readonly value: StepVerdict; readonly label: string; readonly description: string }[] = [
  { value: "done", label: "It was done", description: "The run goes on with the output below; nothing is called." },
  { value: "retry", label: "It was not done: try again", description: "The call goes out once more." },
  { value: "failed", label: "Count it as failed", description: "The run takes its error path, or fails and undoes." },
];

function DecideForm({ runId, step }: { readonly runId: string; readonly step: StepView }) {
  const api = useApi();
  const [verdict, setVerdict] = useState<StepVerdict>();
  const [text, setText] = useState("{}");
  const [reason, setReason] = useState("");
  /** Kept until it arrived, so that a repeat after a lost answer is not a second decision. */
  const [dedupeKey, setDedupeKey] = useState(newRequestKey);
  const { onSuccess } = useOperation(() => setDedupeKey(newRequestKey()));
  const decide = useMutation(api.runs.decideStep.mutationOptions({ onSuccess }));
  const syntax = verdict === "done" ? syntaxProblem(text) : undefined;
  const isReady = verdict !== undefined && reason.trim() !== "" && syntax === undefined;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!isReady || decide.isPending) return;
        const output = verdict === "done" ? { output: parseJson(text) } : {};
        decide.mutate({ runId, nodeId: step.nodeId, visit: step.visit, verdict, reason: reason.trim(), dedupeKey, ...output });
      }}
    >
      <Stack gap="sm">
        <Radio.Group
          label="What became of it?"
          value={verdict ?? null}
          onChange={(value) => setVerdict(CHOICES.find((choice) => choice.value === value)?.value)}
        >
          <Stack gap="xs" mt={6}>
            {CHOICES.map((choice) => (
              <Radio key={choice.value} {...choice} />
            ))}
          </Stack>
        </Radio.Group>
        {verdict === "done" ? (
          <JsonTextarea
            label="Output of the step"
            description="JSON; what later steps read"
            value={text}
            problem={syntax}
            onChange={setText}
          />
        ) : null}
        <ReasonInput label="How do you know?" isRequired value={reason} onChange={setReason} />
        {decide.error ? (
          <Notice tone="bad" title="Nothing was decided">
            {apiErrorMessage(decide.error)}
          </Notice>
        ) : null}
        <Group justify="flex-end">
          <Button type="submit" disabled={!isReady} loading={decide.isPending}>
            Decide
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
