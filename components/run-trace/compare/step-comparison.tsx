"use client";

import { IconArrowsDiff } from "@tabler/icons-react";
import { useMemo } from "react";
import { diffFields } from "#engine/core/edit/diff-fields.ts";
import type { JsonValue } from "#engine/core/json.ts";
import { DataView } from "#components/shared/data-view/data-view.tsx";
import { FieldChanges } from "#components/shared/data-view/field-changes.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Section } from "#components/ui/section.tsx";
import page from "../run-page.module.css";
import type { ComparedStep, StepSide } from "./compare-runs.ts";
import { durationDifference, stateWord } from "./comparison-words.ts";

/** What one step got and gave in both runs: the places that differ, or the data that is the same. */
export function StepComparison({ step }: { readonly step: ComparedStep | undefined }) {
  if (!step)
    return (
      <EmptyState icon={IconArrowsDiff} title="Choose a step">
        Press a step on a canvas or in the table to see what went in and what came out in each run.
      </EmptyState>
    );
  const slower = durationDifference(step);
  return (
    <div className={page["panelBody"]} key={step.nodeId}>
      <Section title={step.label}>
        <dl className={page["facts"]}>
          <dt>First run</dt>
          <dd>{stateWord(step.left)}</dd>
          <dt>Second run</dt>
          <dd>
            {stateWord(step.right)}
            {slower === "" ? "" : `, ${slower}`}
          </dd>
        </dl>
      </Section>
      <Failures step={step} />
      <Both title="Output" what="output" left={step.left?.step?.output} right={step.right?.step?.output} />
      <Both title="Input" what="input" left={step.left?.step?.input} right={step.right?.step?.input} />
    </div>
  );
}

const NAMES = ["the first run", "the second run"] as const;

function Failures({ step: { left, right } }: { readonly step: ComparedStep }) {
  const failed = [
    { name: "First run", side: left },
    { name: "Second run", side: right },
  ].filter(({ side }) => failureOf(side) !== undefined);
  return failed.map(({ name, side }) => (
    <Section key={name} title={`Failure of the ${name.toLowerCase()}`}>
      <p className={page["hint"]}>{failureOf(side)}</p>
    </Section>
  ));
}

const failureOf = (side: StepSide | undefined): string | undefined => side?.step?.failure?.message;

interface BothProps {
  readonly title: string;
  readonly what: string;
  readonly left: JsonValue | undefined;
  readonly right: JsonValue | undefined;
}

function Both({ title, what, left, right }: BothProps) {
  const changes = useMemo(() => diffFields(left, right), [left, right]);
  const only = left ?? right;
  if (only === undefined) return null;
  const isOne = left === undefined || right === undefined;
  return (
    <Section title={isOne ? `${title}, only in ${left === undefined ? NAMES[1] : NAMES[0]}` : title}>
      {isOne || changes.length === 0 ? (
        <>
          {isOne ? null : <p className={page["hint"]}>The same in both runs.</p>}
          <DataView value={only} what={what} />
        </>
      ) : (
        <FieldChanges changes={changes} names={NAMES} />
      )}
    </Section>
  );
}
