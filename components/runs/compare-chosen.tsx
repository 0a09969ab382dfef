"use client";

import { Button } from "@mantine/core";
import { useMemo, useState } from "react";
import type { RunChoice, RunSummary } from "#components/shared/run-list/run-rows.tsx";
import { Link } from "#components/ui/link.tsx";
import classes from "./run-list.module.css";

interface RunComparison extends RunChoice {
  readonly clear: () => void;
}

/** Two runs of one flow, chosen in the list. */
export function useRunComparison(): RunComparison {
  const [chosen, setChosen] = useState<readonly RunSummary[]>([]);
  return useMemo(
    () => ({
      chosen,
      clear: () => setChosen([]),
      refusal: ({ flowId }) =>
        chosen.length === 2
          ? "Two runs are chosen already"
          : chosen.some((other) => other.flowId !== flowId)
            ? "Runs of one flow can be compared"
            : undefined,
      onToggle: (run) =>
        setChosen((before) =>
          before.some(({ runId }) => runId === run.runId)
            ? before.filter(({ runId }) => runId !== run.runId)
            : [...before, run].slice(0, 2),
        ),
    }),
    [chosen],
  );
}

/** What the choice has come to; the older run is the first one of the comparison. */
export function CompareChosen({ comparison: { chosen, clear } }: { readonly comparison: RunComparison }) {
  const [first, second] = chosen.toSorted((a, b) => Date.parse(a.startedAt) - Date.parse(b.startedAt));
  if (!first) return null;
  return (
    <div className={classes["chosen"]}>
      <span role="status">
        {second ? `Two runs of ${first.flowName} are chosen.` : `Choose another run of ${first.flowName} to compare with.`}
      </span>
      {second ? (
        <Button component={Link} size="xs" href={`/runs/${first.runId}/compare/${second.runId}`}>
          Compare runs
        </Button>
      ) : null}
      <Button size="xs" variant="default" onClick={clear}>
        Choose none
      </Button>
    </div>
  );
}
