"use client";

import { Button } from "@mantine/core";
import { useState } from "react";
import { testAsText, testFromText } from "#engine/core/mapping/test-cases/edit-tests.ts";
import type { MappingTest } from "#engine/core/mapping/test-cases/mapping-test.ts";
import { JsonEditor } from "#components/shared/monaco/json-editor.tsx";
import { Notice } from "#components/ui/notice.tsx";
import classes from "./mapping-tests.module.css";

interface EditTestProps {
  readonly test: MappingTest;
  readonly onSave: (test: MappingTest) => void;
  readonly onCancel: () => void;
}

/** What a test is given and what it expects, as JSON: everything of it but its name. */
export function EditTest({ test, onSave, onCancel }: EditTestProps) {
  const [text, setText] = useState(() => testAsText(test));
  const [problem, setProblem] = useState<string>();
  const save = (): void => {
    const read = testFromText(test.name, text);
    if (read.ok) onSave(read.test);
    else setProblem(read.message);
  };
  return (
    <>
      <JsonEditor
        label={`The test "${test.name}" as JSON`}
        height={260}
        value={text}
        onChange={(next) => {
          setText(next);
          setProblem(undefined);
        }}
      />
      {problem === undefined ? null : (
        <Notice tone="bad" title="The test was not saved">
          {problem}
        </Notice>
      )}
      <div className={classes["actions"]}>
        <Button size="compact-sm" variant="default" onClick={onCancel}>
          Cancel
        </Button>
        <Button size="compact-sm" onClick={save}>
          Save the test
        </Button>
      </div>
    </>
  );
}
