"use client";

import { ActionIcon, SegmentedControl } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useState } from "react";
import type { GraphNode } from "#components/shared/canvas/flow-graph.ts";
import { RetryCountdown } from "#components/shared/canvas/retry-countdown.tsx";
import { stepStateText, type NodeRunState } from "#components/shared/canvas/step-state.ts";
import { Duration } from "#components/ui/duration.tsx";
import { NodeIcon } from "#components/ui/icons.tsx";
import { JsonTree } from "#components/ui/json-tree.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { Section } from "#components/ui/section.tsx";
import { failureAdvice } from "./failure-advice.ts";
import classes from "./run-page.module.css";
import type { AttemptView, RunView, StepView } from "./run-view.ts";

interface StepPanelProps {
  readonly node: GraphNode;
  readonly run: NodeRunState | undefined;
  readonly view: RunView;
  readonly onClose: () => void;
}

/** The data of a step: why it failed, what came out, what went in, and each attempt. */
export function StepPanel({ node, run, view, onClose }: StepPanelProps) {
  const visits = Object.values(view.steps).filter(({ nodeId }) => nodeId === node.id);
  const [visit, setVisit] = useState<string>();
  const step = visits.find(({ key }) => key === visit) ?? visits.at(-1);
  return (
    <>
      <div className={classes["panelHead"]}>
        <NodeIcon name={node.icon} size={18} />
        <div className={classes["panelTitle"]}>
          <h2>{node.label}</h2>
          <p>
            {node.kindTitle}
            {run && run.state !== "idle" ? ` · ${stepStateText(run)}` : ""}
          </p>
        </div>
        <ActionIcon variant="subtle" color="gray" size={28} aria-label="Close step" onClick={onClose}>
          <IconX size={16} />
        </ActionIcon>
      </div>
      <div className={classes["panelBody"]}>
        {visits.length > 1 ? (
          <SegmentedControl
            size="xs"
            aria-label="Visit"
            value={step?.key ?? ""}
            onChange={setVisit}
            data={visits.map((one) => ({ value: one.key, label: `Visit ${one.visit}` }))}
          />
        ) : null}
        {step ? <StepDetails step={step} /> : <p>{notReached(run)}</p>}
      </div>
    </>
  );
}

function StepDetails({ step }: { readonly step: StepView }) {
  const { failure, output, input, attempts } = step;
  return (
    <>
      {failure === undefined ? null : (
        <Notice tone="bad" title={failure.message}>
          <p className={classes["advice"]}>{failureAdvice(failure)}</p>
          <span className={classes["code"]}>{failure.code}</span>
        </Notice>
      )}
      {failure === undefined ? null : <Attempts attempts={attempts} />}
      <StepFacts step={step} />
      {failure?.details === undefined ? null : (
        <Section title="What the failure says">
          <JsonTree value={failure.details} what="failure details" />
        </Section>
      )}
      {output === undefined ? null : (
        <Section title="Output">
          <JsonTree value={output} what="output" />
        </Section>
      )}
      {input === undefined ? null : (
        <Section title="Input">
          <JsonTree value={input} what="input" />
        </Section>
      )}
      {failure === undefined && (attempts.length > 1 || attempts.some((attempt) => attempt.failure)) ? (
        <Attempts attempts={attempts} />
      ) : null}
    </>
  );
}

function StepFacts({ step }: { readonly step: StepView }) {
  const first = step.spans[0];
  const last = step.spans.at(-1);
  const key = step.attempts.at(-1)?.idempotencyKey;
  return (
    <dl className={classes["facts"]}>
      {first ? (
        <>
          <dt>Began</dt>
          <dd>
            <RelativeTime at={first.from} />
          </dd>
          <dt>Took</dt>
          <dd>
            <Duration from={first.from} to={last?.to} />
          </dd>
        </>
      ) : null}
      {step.port === undefined ? null : <Fact name="Left by" value={step.port} />}
      {step.state === "waiting" && step.signal !== undefined ? <Fact name="Waits for signal" value={step.signal} /> : null}
      {(step.state === "waiting" || step.state === "approval" || step.state === "form") && step.dueAt !== undefined ? (
        <>
          <dt>Until</dt>
          <dd>
            <RelativeTime at={step.dueAt} />
          </dd>
        </>
      ) : null}
      {step.state === "retrying" && step.retryAt !== undefined ? (
        <>
          <dt>Next attempt</dt>
          <dd>
            <RetryCountdown at={step.retryAt} />
          </dd>
        </>
      ) : null}
      {step.decision === undefined ? null : <Fact name="Decision" value={decisionText(step.decision)} />}
      {key === undefined ? null : <Fact name="Idempotency key" value={key} />}
    </dl>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
}

function Attempts({ attempts }: Pick<StepView, "attempts">) {
  return (
    <Section title={attempts.length === 1 ? "One attempt" : `${attempts.length} attempts`}>
      <ol className={classes["attempts"]}>
        {attempts.map((attempt) => (
          <Attempt key={attempt.attempt} attempt={attempt} />
        ))}
      </ol>
    </Section>
  );
}

function Attempt({ attempt: { attempt, startedAt, endedAt, failure } }: { readonly attempt: AttemptView }) {
  return (
    <li className={classes["attempt"]}>
      <div className={classes["attemptHead"]}>
        <span>
          Attempt {attempt}: {failure ? "failed" : endedAt === undefined ? "under way" : "done"}
        </span>
        <Duration from={startedAt} to={endedAt} />
      </div>
      {failure ? (
        <div className={classes["attemptFailure"]}>
          {failure.message} <span className={classes["code"]}>{failure.code}</span>
        </div>
      ) : null}
    </li>
  );
}

function decisionText({ decision, by, comment }: NonNullable<StepView["decision"]>): string {
  const word = decision === "timedOut" ? "nobody decided in time" : decision;
  return `${word}${by === undefined ? "" : ` by ${by}`}${comment === undefined ? "" : `: ${comment}`}`;
}

function notReached(run: NodeRunState | undefined): string {
  if (run?.state === "running") return "The run is at this step now. What it did is shown as soon as it is recorded.";
  if (run?.state === "waiting") return "Some branches have arrived here; the step goes on when the others have.";
  if (run?.state === "skipped") return "The run went another way and never came to this step.";
  return "The run has not come to this step yet.";
}
