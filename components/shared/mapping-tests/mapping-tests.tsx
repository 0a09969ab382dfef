"use client";

import { Button } from "@mantine/core";
import { IconDatabase, IconHistory, IconTestPipe } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import type { MappingBundle } from "#engine/core/expression/mappings/mapping-bundle.ts";
import type { FlowNode } from "#engine/core/flow/flow-document.ts";
import {
  accepting,
  isFull,
  neighborOf,
  renamed,
  without,
  withTest,
  withTestAt,
  type MappingTests as Tests,
} from "#engine/core/mapping/test-cases/edit-tests.ts";
import { testedMapping } from "#engine/core/mapping/test-cases/flow-mapping-tests.ts";
import type { MappingTestReport, TestedMapping } from "#engine/core/mapping/test-cases/run-mapping-tests.ts";
import type { Schemas } from "#engine/core/schema/check-schema.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { AddFromRun } from "./add-from-run.tsx";
import classes from "./mapping-tests.module.css";
import { TestRow } from "./test-row.tsx";
import { countPassed, uncoveredFields } from "./test-summary.ts";
import { useTestOfSample, type SampledScope } from "./use-test-of-sample.ts";
import { useTestReport, type TestRun } from "./use-test-report.ts";

/** The mapping of a node as its tests see it; `undefined` for a node that is none. The same object while nothing of it changes. */
export function useTestedMapping(
  node: FlowNode | undefined,
  schemas: Schemas,
  mappings: MappingBundle | undefined,
): TestedMapping | undefined {
  const { config, tests } = node ?? {};
  return useMemo(
    () => testedMapping({ ...(config ? { config } : {}), ...(tests ? { tests } : {}) }, schemas, mappings),
    [config, tests, schemas, mappings],
  );
}

interface MappingTestsProps {
  readonly flowId: string;
  readonly nodeId: string;
  /** From `useTestedMapping`. */
  readonly mapping: TestedMapping;
  /** What the mapping sees, with the sample data it is shown on; `undefined` while it is worked out. */
  readonly scope: SampledScope | undefined;
  readonly canEdit: boolean;
  /** `label`: what undo calls it. */
  readonly onTests: (tests: Tests, label: string) => void;
}

/** The test cases of a mapping: run at each change, beside the page. The same ones run before the flow is published. */
export function MappingTests({ flowId, nodeId, mapping, scope, canEdit, onTests }: MappingTestsProps) {
  const { tests } = mapping;
  const run = useTestReport(mapping);
  const [isPicking, setPicking] = useState(false);
  const [lostLast, setLostLast] = useState(false);
  const sampled = useTestOfSample(mapping, scope, (test) => onTests(withTest(tests, test), `Add the test "${test.name}"`));
  const add = canEdit ? (
    <AddButtons
      isFull={isFull(tests)}
      hasSample={scope !== undefined}
      isWorking={sampled.isWorking}
      takesFocus={lostLast && tests.length === 0}
      onSample={() => {
        setLostLast(false);
        sampled.make();
      }}
      onRun={() => setPicking(true)}
    />
  ) : null;
  return (
    <section className={classes["tests"]} aria-label="Tests of the mapping">
      {sampled.problem === undefined ? null : (
        <Notice tone="bad" title="No test was made of the sample">
          {sampled.problem}
        </Notice>
      )}
      {tests.length === 0 ? (
        <EmptyState icon={IconTestPipe} title="No tests yet" action={add}>
          A test keeps what the mapping sees and what it must make of it. All tests run when the mapping changes and before the
          flow is published.
        </EmptyState>
      ) : (
        <>
          <div className={classes["head"]}>
            <Summary run={run} />
            {add}
          </div>
          {run.problem === undefined ? null : (
            <Notice tone="bad" title="The tests could not be run">
              {run.problem}
            </Notice>
          )}
          <TestList tests={tests} run={run} canEdit={canEdit} onTests={onTests} onLast={() => setLostLast(true)} />
        </>
      )}
      {isPicking ? (
        <AddFromRun
          flowId={flowId}
          nodeId={nodeId}
          onTest={(test) => onTests(withTest(tests, test), `Add the test "${test.name}"`)}
          onClose={() => setPicking(false)}
        />
      ) : null}
    </section>
  );
}

interface AddButtonsProps {
  readonly isFull: boolean;
  readonly hasSample: boolean;
  readonly isWorking: boolean;
  /** The button that had the focus has just gone with the last test. */
  readonly takesFocus: boolean;
  readonly onSample: () => void;
  readonly onRun: () => void;
}

const AddButtons = ({ isFull, hasSample, isWorking, takesFocus, onSample, onRun }: AddButtonsProps) => (
  <span className={classes["add"]}>
    <Button
      size="compact-sm"
      variant="default"
      leftSection={<IconDatabase size={14} aria-hidden />}
      disabled={!hasSample || isFull}
      loading={isWorking}
      ref={takesFocus ? takeFocus : undefined}
      onClick={onSample}
    >
      Add from sample
    </Button>
    <Button
      size="compact-sm"
      variant="default"
      leftSection={<IconHistory size={14} aria-hidden />}
      disabled={isFull}
      onClick={onRun}
    >
      Add from a run…
    </Button>
  </span>
);

const takeFocus = (button: HTMLButtonElement | null): void => button?.focus();

interface TestListProps extends Pick<MappingTestsProps, "canEdit" | "onTests"> {
  readonly tests: Tests;
  readonly run: TestRun;
  /** The last test is deleted. */
  readonly onLast: () => void;
}

function TestList({ tests, run: { report }, canEdit, onTests, onLast }: TestListProps) {
  const [focus, setFocus] = useState({ name: "", turn: 0 });
  const focusOn = (name: string): void => setFocus(({ turn }) => ({ name, turn: turn + 1 }));
  return (
    <ul className={classes["list"]}>
      {tests.map((test, index) => (
        <TestRow
          key={test.name}
          tests={tests}
          index={index}
          result={resultOf(report, tests, index)}
          canEdit={canEdit}
          focusTurn={focus.name === test.name ? focus.turn : 0}
          onName={(name) => {
            focusOn(name);
            if (name !== test.name) onTests(renamed(tests, index, name), `Rename the test "${test.name}"`);
          }}
          onAccept={(result) => onTests(accepting(tests, index, result), `Accept what "${test.name}" made`)}
          onData={(next) => onTests(withTestAt(tests, index, next), `Edit the test "${test.name}"`)}
          onDelete={() => {
            const next = neighborOf(tests, index);
            if (next === undefined) onLast();
            else focusOn(next.name);
            onTests(without(tests, index), `Delete the test "${test.name}"`);
          }}
        />
      ))}
    </ul>
  );
}

/** While they run again, the results of before stay where they belong to the same test. */
const resultOf = (report: MappingTestReport | undefined, tests: Tests, index: number) =>
  report?.results[index]?.name === tests[index]?.name ? report?.results[index] : undefined;

function Summary({ run: { report, isRunning } }: { readonly run: TestRun }) {
  if (!report) return <p className={classes["summary"]}>{isRunning ? "Running…" : ""}</p>;
  const uncovered = uncoveredFields(report);
  return (
    <p className={classes["summary"]} role="status" aria-busy={isRunning}>
      <strong data-passed={report.passed}>{countPassed(report)}</strong>
      <span title={uncovered === "" ? undefined : `Not seen with a value: ${uncovered}`}>
        {report.coverage.percent} % of the fields covered
      </span>
      {uncovered === "" ? null : <span className={classes["quiet"]}>Not covered: {uncovered}</span>}
    </p>
  );
}
