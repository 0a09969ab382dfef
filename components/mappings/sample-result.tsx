"use client";

import { Button } from "@mantine/core";
import { useEffect, useMemo, useState } from "react";
import type { Evaluation } from "#engine/core/expression/evaluate-on-sample.ts";
import type { DeclaredSchemas } from "#engine/core/expression/mappings/declared-schemas.ts";
import { isJsonObject, type JsonValue } from "#engine/core/json.ts";
import { inferSchema } from "#engine/core/mapping/schema/infer-schema.ts";
import { useEvaluation } from "#components/shared/analysis/use-evaluation.ts";
import { JsonEditor } from "#components/shared/monaco/json-editor.tsx";
import { JsonTree } from "#components/ui/json-tree.tsx";
import classes from "./mappings.module.css";
import { readJson } from "./version-form.ts";

interface SampleResultProps {
  /** As it will be called: `orderTotal@3`. */
  readonly mapping: string;
  readonly expression: string;
  readonly sample: string;
  /** What it takes and gives, as JSON Schemas; half-written ones say nothing. */
  readonly input: string;
  readonly output: string;
  readonly onSample: (sample: string) => void;
  readonly onDescribe: (schema: string) => void;
}

/** A value to apply the mapping to, and what comes out. */
export function SampleResult({ mapping, expression, sample, input, output, onSample, onDescribe }: SampleResultProps) {
  const read = useMemo(() => readJson(sample), [sample]);
  const scope = useMemo((): { input?: JsonValue } => (read.ok && read.value !== undefined ? { input: read.value } : {}), [read]);
  const evaluation = useEvaluation(expression, scope);
  const mismatch = useMismatch({ mapping, input, output }, scope.input, evaluation);
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
        {mismatch === undefined ? null : <p className={classes["failure"]}>{mismatch}</p>}
        {evaluation?.ok === false ? <p className={classes["failure"]}>{evaluation.message}</p> : null}
      </div>
    </div>
  );
}

type Declaring = Pick<SampleResultProps, "mapping" | "input" | "output">;

/** What a run would refuse here. The validator comes when there is something to say, not with the page. */
function useMismatch(
  { mapping, input, output }: Declaring,
  given: JsonValue | undefined,
  evaluation: Evaluation | undefined,
): string | undefined {
  const [mismatch, setMismatch] = useState<string>();
  const made = evaluation?.ok ? evaluation.value : undefined;
  const isMade = evaluation?.ok === true;
  useEffect(() => {
    let isOld = false;
    const declared = { input: schemaIn(input), output: isMade ? schemaIn(output) : undefined };
    void import("./sample-mismatch.ts").then(({ sampleMismatch }) =>
      isOld ? undefined : setMismatch(sampleMismatch(declared, { mapping, given, made })),
    );
    return () => {
      isOld = true;
    };
  }, [mapping, input, output, given, made, isMade]);
  return mismatch;
}

function schemaIn(text: string): DeclaredSchemas["input"] {
  const read = readJson(text);
  return read.ok && read.value !== undefined && isJsonObject(read.value) ? (read.value as DeclaredSchemas["input"]) : undefined;
}
