"use client";

import { Button } from "@mantine/core";
import { useMemo } from "react";
import { inferSchema } from "#engine/core/mapping/schema/infer-schema.ts";
import { useEvaluation } from "#components/shared/analysis/use-evaluation.ts";
import { JsonEditor } from "#components/shared/monaco/json-editor.tsx";
import { JsonTree } from "#components/ui/json-tree.tsx";
import classes from "./mappings.module.css";
import { readJson } from "./version-form.ts";

interface SampleResultProps {
  readonly expression: string;
  readonly sample: string;
  readonly onSample: (sample: string) => void;
  readonly onDescribe: (schema: string) => void;
}

/** A value to apply the mapping to, and what comes out. */
export function SampleResult({ expression, sample, onSample, onDescribe }: SampleResultProps) {
  const read = useMemo(() => readJson(sample), [sample]);
  const scope = useMemo(() => (read.ok && read.value !== undefined ? { input: read.value } : {}), [read]);
  const evaluation = useEvaluation(expression, scope);
  const describe = (): void => {
    if (read.ok && read.value !== undefined) onDescribe(JSON.stringify(inferSchema([read.value]).schema, null, 2));
  };
  return (
    <div className={classes["half"]}>
      <div className={classes["labelRow"]}>
        <h2 className={classes["label"]}>Sample input</h2>
        <Button
          size="compact-xs"
          variant="subtle"
          color="gray"
          disabled={!read.ok || read.value === undefined}
          onClick={describe}
        >
          Describe the input from it
        </Button>
      </div>
      <JsonEditor value={sample} onChange={onSample} label="Sample input as JSON" height={120} />
      <h2 className={classes["label"]}>Result</h2>
      <div aria-live="polite">
        {evaluation?.ok && evaluation.value !== undefined ? <JsonTree value={evaluation.value} what="result" /> : null}
        {evaluation?.ok && evaluation.value === undefined ? (
          <p className={classes["quiet"]}>Nothing comes out for this sample.</p>
        ) : null}
        {evaluation?.ok === false ? <p className={classes["failure"]}>{evaluation.message}</p> : null}
      </div>
    </div>
  );
}
