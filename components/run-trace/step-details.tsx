"use client";

import { Button, Group } from "@mantine/core";
import { IconArrowUpRight, IconGitFork, IconHistory } from "@tabler/icons-react";
import type { Failure } from "#engine/core/failure.ts";
import { DataView } from "#components/shared/data-view/data-view.tsx";
import { failureAdvice } from "#components/shared/failure-advice.ts";
import { RetryCountdown } from "#components/shared/canvas/retry-countdown.tsx";
import { Duration } from "#components/ui/duration.tsx";
import { Link } from "#components/ui/link.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { Section } from "#components/ui/section.tsx";
import type { RedriveWish } from "./redrive-moment.ts";
import classes from "./run-page.module.css";
import { TakeStep, type StepSource } from "./take-step.tsx";
import type { AttemptView, StepView } from "#components/shared/run-view/run-view.ts";

interface StepDetailsProps {
  readonly step: StepView;
  /** What its kind has to say of its output. */
  readonly remark?: string | undefined;
  /** Absent for a run that is not here. */
  readonly source?: StepSource | undefined;
  /** Absent for those who may not. */
  readonly onRedrive?: ((wish: RedriveWish) => void) | undefined;
}

/** One step. Of one that failed, first why, what to do about it, what the other side said and what was sent. */
export function StepDetails({ step, remark, source, onRedrive }: StepDetailsProps) {
  const { failure, output, input, attempts } = step;
  const wasRepeated = attempts.length > 1 || attempts.some((attempt) => attempt.failure);
  return (
    <>
      {step.state === "lost" || step.state === "canceled" ? (
        <Notice tone="info" title="Taken back">
          {step.reason === undefined ? "" : `It was stopped because ${step.reason}.`}
        </Notice>
      ) : null}
      {step.state === "undecided" ? <UndecidedNotice /> : null}
      {remark === undefined ? null : <Notice tone="info" title={remark} />}
      {step.childRunId === undefined || !source ? null : (
        <Link href={`/runs/${step.childRunId}`} className={classes["child"] ?? ""}>
          Open the run it started <IconArrowUpRight size={14} aria-hidden />
        </Link>
      )}
      {failure === undefined ? null : <FailureSections step={step} source={source} failure={failure} onRedrive={onRedrive} />}
      <StepFacts step={step} />
      {output === undefined ? null : (
        <Section title="Output">
          <DataView
            value={output}
            what="output"
            path={`steps.${step.nodeId}`}
            compare={input === undefined ? undefined : { value: input, what: "input" }}
          />
        </Section>
      )}
      {source ? <TakeStep step={step} source={source} /> : null}
      {input === undefined || failure !== undefined ? null : (
        <Section title="Input">
          <DataView value={input} what="input" />
        </Section>
      )}
      {failure === undefined && wasRepeated ? <Attempts attempts={attempts} /> : null}
    </>
  );
}

interface FailureSectionsProps extends StepDetailsProps {
  readonly failure: Failure;
}

function FailureSections({ step, failure, onRedrive }: FailureSectionsProps) {
  const from = { from: "node", nodeId: step.nodeId } as const;
  return (
    <>
      <Notice tone="bad" title={failure.message}>
        <p className={classes["advice"]}>{failureAdvice(failure)}</p>
        <span className={classes["code"]}>{failure.code}</span>
      </Notice>
      {onRedrive ? (
        <Group gap="xs">
          <Button size="xs" leftSection={<IconHistory size={14} />} onClick={() => onRedrive({ mode: "rewind", from })}>
            Try again from here…
          </Button>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconGitFork size={14} />}
            onClick={() => onRedrive({ mode: "fork", from })}
          >
            Fork before it…
          </Button>
        </Group>
      ) : null}
      <Attempts attempts={step.attempts} />
      {failure.details === undefined ? null : (
        <Section title="What came back">
          <DataView value={failure.details} what="failure details" path="error.details" />
        </Section>
      )}
      {step.input === undefined ? null : (
        <Section title="What it worked with">
          <DataView value={step.input} what="input" />
        </Section>
      )}
    </>
  );
}

function UndecidedNotice() {
  return (
    <Notice tone="warn" title="A person must decide">
      The call may have arrived, and repeating it could do harm. Find out what became of it on the other side, then say so.
    </Notice>
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
      {(step.state === "waiting" || step.state === "approval") && step.dueAt !== undefined ? (
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
