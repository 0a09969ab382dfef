"use client";

import { IconArrowUpRight } from "@tabler/icons-react";
import Link from "next/link";
import { failureAdvice } from "#components/shared/failure-advice.ts";
import { RetryCountdown } from "#components/shared/canvas/retry-countdown.tsx";
import { Duration } from "#components/ui/duration.tsx";
import { JsonTree } from "#components/ui/json-tree.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { Section } from "#components/ui/section.tsx";
import classes from "./run-page.module.css";
import type { AttemptView, StepView } from "./run-view.ts";

/** One step: why it failed, what came out, what went in, and each attempt. */
export function StepDetails({ step }: { readonly step: StepView }) {
  const { failure, output, input, attempts } = step;
  return (
    <>
      {step.state === "lost" || step.state === "canceled" ? (
        <Notice tone="info" title="Taken back">
          {step.reason === undefined ? "" : `It was stopped because ${step.reason}.`}
        </Notice>
      ) : null}
      {step.state === "undecided" ? <UndecidedNotice /> : null}
      {step.childRunId === undefined ? null : (
        <Link href={`/runs/${step.childRunId}`} className={classes["child"] ?? ""}>
          Open the run it started <IconArrowUpRight size={14} aria-hidden />
        </Link>
      )}
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
