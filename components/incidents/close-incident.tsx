"use client";

import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { apiErrorMessage, useApi } from "#components/shared/api/trpc.tsx";
import type { Incident } from "./incident-kinds.ts";
import classes from "./incidents.module.css";
import { useSettle } from "./use-settle.ts";
import { WordsForm } from "./words-form.tsx";

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
