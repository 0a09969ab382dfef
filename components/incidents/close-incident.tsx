"use client";

import { Button, Group, Stack, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { apiErrorMessage, useApi } from "#components/shared/api/trpc.tsx";
import { Notice } from "#components/ui/notice.tsx";
import type { Incident } from "./incident-kinds.ts";
import classes from "./incidents.module.css";

interface CloseIncidentProps {
  readonly incident: Incident;
  readonly onDone: () => void;
}

/** Ways to close an incident from here. Both ask for words first: the next person reads them. */
export function CloseIncident({ incident, onDone }: CloseIncidentProps) {
  const [isOpen, setOpen] = useState(false);
  const isHeld = incident.kind === "quarantined";
  if (incident.kind === "undecided")
    return <p className={classes["hint"]}>Its run waits, so it closes with the decision, or when the run is canceled.</p>;
  if (!isOpen)
    return (
      <Button variant="default" onClick={() => setOpen(true)}>
        {isHeld ? "Release the run" : "Discard"}
      </Button>
    );
  const cancel = (): void => setOpen(false);
  return isHeld ? (
    <Release incident={incident} onCancel={cancel} onDone={onDone} />
  ) : (
    <Discard incident={incident} onCancel={cancel} onDone={onDone} />
  );
}

interface FormProps extends CloseIncidentProps {
  readonly onCancel: () => void;
}

function Discard({ incident, onCancel, onDone }: FormProps) {
  const api = useApi();
  const settle = useSettle(onDone);
  const discard = useMutation(api.incidents.discard.mutationOptions({ onSuccess: settle }));
  return (
    <WordsForm
      title="Discard this incident?"
      text="Nothing is done about it. The run stays as it is, and can still be run again from its page."
      label="Reason"
      action="Discard"
      isRequired
      isPending={discard.isPending}
      problem={discard.error ? apiErrorMessage(discard.error) : undefined}
      onCancel={onCancel}
      onSubmit={(reason) => discard.mutate({ incidentId: incident.incidentId, reason })}
    />
  );
}

function Release({ incident, onCancel, onDone }: FormProps) {
  const api = useApi();
  const settle = useSettle(onDone);
  const release = useMutation(api.incidents.release.mutationOptions({ onSuccess: settle }));
  return (
    <WordsForm
      title="Release this run?"
      text="It goes on where it was. If it brings down its process again, it is set aside again."
      label="What was mended"
      action="Release the run"
      isRequired={false}
      isPending={release.isPending}
      problem={release.error ? apiErrorMessage(release.error) : undefined}
      onCancel={onCancel}
      onSubmit={(comment) => release.mutate({ runId: incident.runId, ...(comment === "" ? {} : { comment }) })}
    />
  );
}

function useSettle(onDone: () => void): () => Promise<void> {
  const api = useApi();
  const queryClient = useQueryClient();
  return () => {
    onDone();
    return queryClient.invalidateQueries({ queryKey: api.incidents.pathKey() });
  };
}

interface WordsFormProps {
  readonly title: string;
  readonly text: string;
  readonly label: string;
  readonly action: string;
  readonly isRequired: boolean;
  readonly isPending: boolean;
  readonly problem: string | undefined;
  readonly onCancel: () => void;
  readonly onSubmit: (words: string) => void;
}

function WordsForm({ title, text, label, action, isRequired, isPending, problem, onCancel, onSubmit }: WordsFormProps) {
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
            Keep it open
          </Button>
          <Button type="submit" disabled={isRequired && said === ""} loading={isPending}>
            {action}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
