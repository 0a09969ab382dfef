"use client";

import { Button, Group, Stack, Textarea } from "@mantine/core";
import { useState } from "react";
import { Notice } from "#components/ui/notice.tsx";
import classes from "./incidents.module.css";

interface WordsFormProps {
  readonly title: string;
  readonly text: string;
  readonly label: string;
  readonly action: string;
  /** What doing nothing is called. */
  readonly keep?: string;
  readonly isRequired: boolean;
  readonly isPending: boolean;
  readonly problem: string | undefined;
  readonly onCancel: () => void;
  readonly onSubmit: (words: string) => void;
}

/** Asks for words before something is done about incidents. */
export function WordsForm({
  title,
  text,
  label,
  action,
  keep = "Keep it open",
  isRequired,
  isPending,
  problem,
  onCancel,
  onSubmit,
}: WordsFormProps) {
  const [words, setWords] = useState("");
  const said = words.trim();
  return (
    <form
      className={classes["close"]}
      onSubmit={(event) => {
        event.preventDefault();
        if (!isRequired || said !== "") onSubmit(said);
      }}
    >
      <Stack gap="sm">
        {problem === undefined ? null : (
          <Notice tone="bad" title="Nothing was changed">
            {problem}
          </Notice>
        )}
        <div>
          <strong>{title}</strong> {text}
        </div>
        <Textarea
          label={label}
          description={isRequired ? "Recorded with your name" : "Optional; recorded with your name"}
          required={isRequired}
          data-autofocus
          autoFocus
          autosize
          minRows={2}
          maxLength={2_000}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
        />
        <Group justify="space-between">
          <Button variant="default" onClick={onCancel}>
            {keep}
          </Button>
          <Button type="submit" disabled={isRequired && said === ""} loading={isPending}>
            {action}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
