"use client";

import { Switch, VisuallyHidden } from "@mantine/core";
import { useState } from "react";
import { formatDuration } from "#components/ui/time.ts";
import type { ComparedStep, RunComparison, StepSide } from "./compare-runs.ts";
import { differenceWords, durationDifference, stateWord } from "./comparison-words.ts";
import classes from "./compare.module.css";

interface StepTableProps {
  readonly comparison: RunComparison;
  readonly selected: string | undefined;
  readonly onSelect: (nodeId: string) => void;
}

/** Every step with how it ended in each run and how long it took; those that differ can be had alone. */
export function StepTable({ comparison, selected, onSelect }: StepTableProps) {
  const [onlyDifferent, setOnlyDifferent] = useState(false);
  const differing = comparison.steps.filter(({ difference }) => difference !== "same");
  const shown = onlyDifferent ? differing : comparison.steps;
  return (
    <div className={classes["table"]}>
      <div className={classes["bar"]}>
        <Switch
          size="xs"
          label={`Only what differs (${differing.length})`}
          checked={onlyDifferent}
          onChange={({ currentTarget }) => setOnlyDifferent(currentTarget.checked)}
        />
      </div>
      <table>
        <caption>
          <VisuallyHidden>Steps of both runs</VisuallyHidden>
        </caption>
        <thead>
          <tr>
            <th scope="col">Step</th>
            <th scope="col">First run</th>
            <th scope="col">Second run</th>
            <th scope="col">Difference</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((step) => (
            <Row
              key={step.nodeId}
              step={step}
              isParting={step.nodeId === comparison.partsAt}
              isSelected={step.nodeId === selected}
              onSelect={() => onSelect(step.nodeId)}
            />
          ))}
        </tbody>
      </table>
      {shown.length === 0 ? <p className={classes["nothing"]}>Nothing differs.</p> : null}
    </div>
  );
}

interface RowProps {
  readonly step: ComparedStep;
  readonly isParting: boolean;
  readonly isSelected: boolean;
  readonly onSelect: () => void;
}

function Row({ step, isParting, isSelected, onSelect }: RowProps) {
  const slower = durationDifference(step);
  const words = isParting ? "They part here" : step.difference === "same" ? "" : differenceWords[step.difference];
  return (
    <tr data-difference={step.difference} data-selected={isSelected || undefined}>
      <th scope="row">
        <button type="button" aria-pressed={isSelected} onClick={onSelect}>
          {step.label}
        </button>
      </th>
      <Outcome side={step.left} />
      <Outcome side={step.right} />
      <td>
        {words === "" ? null : <strong>{words}</strong>}
        {slower === "" ? null : <span className={classes["fact"]}>{slower}</span>}
      </td>
    </tr>
  );
}

function Outcome({ side }: { readonly side: StepSide | undefined }) {
  return (
    <td>
      {stateWord(side)}
      {side?.step?.port === undefined ? null : <span className={classes["port"]}>{side.step.port}</span>}
      {side?.tookMs === undefined ? null : <span className={classes["fact"]}>{formatDuration(side.tookMs)}</span>}
    </td>
  );
}
