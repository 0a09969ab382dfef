"use client";

import { Button, Group } from "@mantine/core";
import { useState } from "react";
import type { JsonValue } from "#engine/core/json.ts";
import { setSample } from "#engine/core/edit/commands/set-sample.ts";
import type { TryAnswer, TryQuestion } from "#engine/runtime/tries.ts";
import { DataView } from "#components/shared/data-view/data-view.tsx";
import { SchemaForm } from "#components/shared/form/schema-form.tsx";
import { useDraft, useDraftStore } from "#components/shared/draft/use-draft.ts";
import { JsonEntry } from "./json-entry.tsx";
import { useTry, useTryStore } from "./use-try.ts";
import classes from "./try-panel.module.css";

interface QuestionProps<Type extends TryQuestion["type"]> {
  readonly question: Extract<TryQuestion, { type: Type }>;
  readonly onAnswer: (answer: TryAnswer) => void;
}

/** One thing the try cannot know by itself, and the ways to go on. */
export function TryQuestionCard({ question }: { readonly question: TryQuestion }) {
  const { nodeId, refused } = question;
  const store = useTryStore();
  const name = useDraft(({ draft }) => draft.document.nodes.find(({ id }) => id === nodeId)?.name ?? nodeId);
  const isRunning = useTry(({ current }) => current?.isRunning ?? false);
  const onAnswer = (answer: TryAnswer): void => {
    store.getState().answer(nodeId, answer);
    store.getState().goOn();
  };
  return (
    <section className={classes["question"]} aria-label={`Question: ${name}`} aria-busy={isRunning}>
      <h3 className={classes["ask"]}>{titleOf(question, name)}</h3>
      {refused === undefined ? null : <p className={classes["refused"]}>Your answer does not fit: {refused}</p>}
      {question.type === "call" ? <CallQuestion question={question} onAnswer={onAnswer} /> : null}
      {question.type === "approval" ? <ApprovalQuestion question={question} onAnswer={onAnswer} /> : null}
      {question.type === "form" ? <FormQuestion question={question} onAnswer={onAnswer} /> : null}
      {question.type === "signal" ? <SignalQuestion question={question} onAnswer={onAnswer} /> : null}
    </section>
  );
}

function titleOf(question: TryQuestion, name: string): string {
  switch (question.type) {
    case "call":
      return `“${name}” would call out now. What does it get?`;
    case "approval":
      return `“${name}” asks: ${question.title}`;
    case "form":
      return `“${name}” asks for data: ${question.title}`;
    case "signal":
      return `“${name}” waits for the signal “${question.name}”`;
  }
}

type CallMode = "choose" | "answer" | "fail" | "real";

function CallQuestion({ question, onAnswer }: QuestionProps<"call">) {
  const { nodeId } = question;
  const [mode, setMode] = useState<CallMode>("choose");
  const store = useTryStore();
  const drafts = useDraftStore();
  const last = useTry(({ results }) => results[nodeId]?.tried.output);
  const back = (): void => setMode("choose");
  const keep = (value: JsonValue): void => {
    drafts.perform(setSample(drafts.getState().draft, nodeId, value));
    store.getState().goOn();
  };
  const call = (): void => {
    store.getState().allow(nodeId);
    store.getState().goOn();
  };
  switch (mode) {
    case "answer":
      return (
        <JsonEntry
          label="What the call gives"
          initial={last ?? {}}
          submit="Go on with it"
          also={{ label: "Pin it as the sample", onClick: keep }}
          onSubmit={(output) => onAnswer({ type: "output", output })}
          onCancel={back}
        />
      );
    case "fail":
      return (
        <JsonEntry
          label="Failure"
          initial={{ code: "http/status", message: "The other system answered with 503" }}
          submit="Let it fail"
          onSubmit={(failure) => onAnswer(failureOf(failure))}
          onCancel={back}
        />
      );
    case "real":
      return <ReallyCall request={question.request} onCall={call} onBack={back} />;
    default:
      return <CallWays request={question.request} onChoose={setMode} />;
  }
}

interface ReallyCallProps {
  readonly request: JsonValue;
  readonly onCall: () => void;
  readonly onBack: () => void;
}

const ReallyCall = ({ request, onCall, onBack }: ReallyCallProps) => (
  <div className={classes["really"]} role="alertdialog" aria-label="Really call out?">
    <p>
      This sends the request below to the real system, once, with the rules and credentials of production. It is logged with your
      name.
    </p>
    <Group gap={6}>
      <Button size="xs" onClick={onCall}>
        Call it for real
      </Button>
      <Button size="xs" variant="default" onClick={onBack} autoFocus>
        Do not call
      </Button>
    </Group>
    <DataView value={request} what="request" />
  </div>
);

interface CallWaysProps {
  readonly request: JsonValue;
  readonly onChoose: (mode: CallMode) => void;
}

const CallWays = ({ request, onChoose }: CallWaysProps) => (
  <>
    <Group gap={6}>
      <Button size="xs" onClick={() => onChoose("answer")}>
        Answer it
      </Button>
      <Button size="xs" variant="default" onClick={() => onChoose("fail")}>
        Let it fail
      </Button>
      <Button size="xs" variant="default" onClick={() => onChoose("real")}>
        Really call…
      </Button>
    </Group>
    <DataView value={request} what="request" />
  </>
);

function failureOf(value: JsonValue): TryAnswer {
  const { code, message } = (typeof value === "object" && value !== null && !Array.isArray(value) ? value : {}) as {
    readonly code?: unknown;
    readonly message?: unknown;
  };
  return {
    type: "failure",
    message: typeof message === "string" && message !== "" ? message : "It failed, because you said so.",
    ...(typeof code === "string" && code !== "" ? { code } : {}),
  };
}

function ApprovalQuestion({ question, onAnswer }: QuestionProps<"approval">) {
  return (
    <>
      {question.details === undefined ? null : <DataView value={question.details} what="details" />}
      <Group gap={6}>
        <Button size="xs" onClick={() => onAnswer({ type: "decision", decision: "approved" })}>
          Approve
        </Button>
        <Button size="xs" variant="default" onClick={() => onAnswer({ type: "decision", decision: "rejected" })}>
          Reject
        </Button>
        <Silence question={question} onAnswer={onAnswer} label="Nobody decides" />
      </Group>
    </>
  );
}

function FormQuestion({ question, onAnswer }: QuestionProps<"form">) {
  return (
    <>
      <SchemaForm
        schema={question.form}
        initial={question.initial}
        submitLabel="Go on with it"
        isPending={false}
        isDisabled={false}
        refused={[]}
        onChange={() => {}}
        onSubmit={(answer) => onAnswer({ type: "form", answer })}
      />
      <Silence question={question} onAnswer={onAnswer} label="Nobody answers" />
    </>
  );
}

function SignalQuestion({ question, onAnswer }: QuestionProps<"signal">) {
  return (
    <>
      <JsonEntry
        label="What comes with the signal"
        initial={null}
        submit="Send it"
        onSubmit={(payload) => onAnswer({ type: "signal", payload })}
      />
      <Silence question={question} onAnswer={onAnswer} label="It never comes" />
    </>
  );
}

interface SilenceProps {
  readonly question: { readonly canTimeOut: boolean };
  readonly onAnswer: (answer: TryAnswer) => void;
  readonly label: string;
}

function Silence({ question, onAnswer, label }: SilenceProps) {
  if (!question.canTimeOut) return null;
  return (
    <Button size="xs" variant="default" onClick={() => onAnswer({ type: "silence" })}>
      {label}
    </Button>
  );
}
