"use client";

import { Button, Group } from "@mantine/core";
import { IconSend } from "@tabler/icons-react";
import { useEffect, useRef, useState, type FormEvent, type KeyboardEvent } from "react";
import type { JsonObject, JsonValue } from "#engine/core/json.ts";
import type { Problem } from "#engine/core/problem.ts";
import { checkAnswer } from "#engine/core/validate/check-answer.ts";
import { Notice } from "#components/ui/notice.tsx";
import { controlId, fieldProblem } from "./field-problem.ts";
import { readField } from "./form-field.ts";
import { answerOf, firstValue, type FormValue } from "./form-values.ts";
import { SchemaField } from "./schema-field.tsx";
import classes from "./schema-form.module.css";

interface SchemaFormProps {
  /** Self-contained. */
  readonly schema: JsonObject;
  /** What the form begins with. */
  readonly initial: FormValue;
  readonly submitLabel: string;
  readonly isPending: boolean;
  readonly isDisabled: boolean;
  /** What the receiver said of the answer that was sent last. */
  readonly refused: readonly Problem[];
  readonly onChange: (value: FormValue) => void;
  readonly onSubmit: (answer: JsonValue) => void;
}

/**
 * A form made from a JSON Schema. Nothing is checked while somebody is typing: on sending, what does not fit is said beside
 * each field, the first of them gets the focus, and everything that was typed stays.
 */
export function SchemaForm(props: SchemaFormProps) {
  const { schema, submitLabel, isPending, isDisabled, onChange, onSubmit } = props;
  const root = readField(schema, schema, { name: "answer", required: true, depth: 0 });
  const [value, setValue] = useState<FormValue>(() => firstValue(schema, root, props.initial));
  const [found, setFound] = useState<readonly Problem[]>([]);
  const problems = found.length > 0 ? found : props.refused;
  useFocusOnFirst(problems);

  const change = (next: FormValue): void => {
    setValue(next);
    onChange(next);
  };
  const submit = (form: HTMLFormElement): void => {
    if (isPending || isDisabled || !form.reportValidity()) return;
    const answer = answerOf(schema, root, value) ?? null;
    // Rows that were left empty go, so that the problems name the rows that are seen.
    change(answer);
    const wrong = checkAnswer(answer, schema);
    setFound(wrong);
    if (wrong.length === 0) onSubmit(answer);
  };
  const onSend = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    submit(event.currentTarget);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLFormElement>): void => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    submit(event.currentTarget);
  };
  return (
    <form noValidate className={classes["form"]} onSubmit={onSend} onKeyDown={onKeyDown}>
      <ProblemSummary problems={problems} />
      <SchemaField root={schema} field={root} pointer="" depth={0} value={value} problems={problems} onChange={change} />
      <Group justify="flex-end">
        <Button type="submit" size="md" leftSection={<IconSend size={16} />} loading={isPending} disabled={isDisabled}>
          {submitLabel}
        </Button>
      </Group>
    </form>
  );
}

function ProblemSummary({ problems }: { readonly problems: readonly Problem[] }) {
  if (problems.length === 0) return null;
  const whole = problems.filter(({ path }) => path === "").map(fieldProblem);
  const fields = problems.length - whole.length;
  return (
    <Notice tone="bad" title="Not sent yet">
      {[
        ...whole,
        ...(fields === 0 ? [] : [fields === 1 ? "One field needs another look." : `${fields} fields need another look.`]),
      ].join(" ")}
    </Notice>
  );
}

const inOrderOfPage = (a: HTMLElement, b: HTMLElement): number =>
  a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1;

/** Moves the focus when there are new problems, not when the same ones are drawn again. */
function useFocusOnFirst(problems: readonly Problem[]): void {
  const seen = useRef(problems);
  useEffect(() => {
    if (seen.current === problems) return;
    seen.current = problems;
    const places = problems.flatMap(({ path }) => document.getElementById(controlId(path)) ?? []);
    places.toSorted(inOrderOfPage)[0]?.focus();
  }, [problems]);
}
