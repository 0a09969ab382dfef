"use client";

import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { IconPlayerTrackNext } from "@tabler/icons-react";
import { useState } from "react";
import { count, countRuns } from "#engine/core/count.ts";
import { apiErrorMessage, useApi } from "#components/shared/api/trpc.tsx";
import { RedriveForm } from "#components/shared/redrive-many/redrive-form.tsx";
import type { IncidentGroup } from "./incident-kinds.ts";
import classes from "./incidents.module.css";
import { useSettle } from "./use-settle.ts";
import { WordsForm } from "./words-form.tsx";

interface GroupActsProps {
  readonly group: IncidentGroup;
  readonly onDone: () => void;
}

/** What can be done about all incidents of a group at once. A decision or a release is about one run, and stands there. */
export function GroupActs({ group, onDone }: GroupActsProps) {
  const [act, setAct] = useState<"redrive" | "discard">();
  const stop = (): void => setAct(undefined);
  const { kind, incidentId } = group.incident;
  if (act === "redrive")
    return (
      <div className={classes["close"]}>
        <RedriveForm filter={{ likeIncident: incidentId }} onClose={stop} />
      </div>
    );
  if (act === "discard") return <DiscardGroup group={group} onCancel={stop} onDone={onDone} />;
  if (kind === "undecided" || kind === "quarantined")
    return <p className={classes["hint"]}>Open each of the runs below to {kind === "undecided" ? "decide" : "release it"}.</p>;
  return (
    <div className={classes["acts"]}>
      {kind === "failed" ? (
        <Button leftSection={<IconPlayerTrackNext size={16} stroke={1.75} aria-hidden />} onClick={() => setAct("redrive")}>
          Redrive {countRuns(group.count)}…
        </Button>
      ) : null}
      <Button variant="default" onClick={() => setAct("discard")}>
        Discard {count(group.count)}…
      </Button>
    </div>
  );
}

interface DiscardGroupProps extends GroupActsProps {
  readonly onCancel: () => void;
}

/** As many as the person has read of: those that are opened meanwhile stay. */
function DiscardGroup({ group, onCancel, onDone }: DiscardGroupProps) {
  const api = useApi();
  const [seen] = useState(group);
  const settle = useSettle(() => undefined);
  const discard = useMutation(
    api.incidents.discardGroup.mutationOptions({
      onSuccess: ({ waiting }) => {
        if (waiting === 0) onDone();
        return settle();
      },
    }),
  );
  if (discard.data && discard.data.waiting > 0)
    return (
      <p role="status" className={classes["hint"]}>
        {count(discard.data.discarded)} discarded. {count(discard.data.waiting)} stay open, because their runs wait for them:
        decide on the page of each run.
      </p>
    );
  return (
    <WordsForm
      title={`Discard ${seen.count === 1 ? "this incident" : `all ${count(seen.count)} incidents`}?`}
      text="Nothing is done about them. The runs stay as they are, and can still be run again."
      label="Reason"
      action={`Discard ${count(seen.count)}`}
      keep="Keep them open"
      isRequired
      isPending={discard.isPending}
      problem={discard.error ? apiErrorMessage(discard.error) : undefined}
      onCancel={onCancel}
      onSubmit={(reason) => discard.mutate({ incidentId: seen.incident.incidentId, upTo: seen.lastOpenedAt, reason })}
    />
  );
}
