"use client";

import { VisuallyHidden } from "@mantine/core";
import { useState } from "react";
import { fieldName, type FieldChange } from "#engine/core/edit/diff-fields.ts";
import type { JsonValue } from "#engine/core/json.ts";
import classes from "./field-changes.module.css";

const PAGE = 100;

interface FieldChangesProps {
  readonly changes: readonly FieldChange[];
  /** What the two sides are called: "input" and "output", "version 3" and "version 4". */
  readonly names: readonly [before: string, after: string];
}

/** Places in which two values differ, each with its old and new value. */
export function FieldChanges({ changes, names: [before, after] }: FieldChangesProps) {
  const [shown, setShown] = useState(PAGE);
  return (
    <>
      <ul className={classes["changes"]}>
        {changes.slice(0, shown).map((change) => (
          <li key={JSON.stringify(change.path)}>
            <code className={classes["field"]}>{fieldName(change.path) || "The whole value"}</code>
            {change.before === undefined ? null : <Side mark="−" word={`In ${before}`} kind="old" value={change.before} />}
            {change.after === undefined ? null : <Side mark="+" word={`In ${after}`} kind="new" value={change.after} />}
          </li>
        ))}
      </ul>
      {changes.length > shown ? (
        <button type="button" className={classes["more"]} onClick={() => setShown(shown + PAGE)}>
          Show more ({(changes.length - shown).toLocaleString("en")} hidden)
        </button>
      ) : null}
    </>
  );
}

interface SideProps {
  readonly mark: string;
  readonly word: string;
  readonly kind: "old" | "new";
  readonly value: JsonValue;
}

function Side({ mark, word, kind, value }: SideProps) {
  return (
    <div className={classes["side"]} data-kind={kind}>
      <span aria-hidden>{mark}</span>
      <VisuallyHidden>{word}: </VisuallyHidden>
      <pre>{valueText(value)}</pre>
    </div>
  );
}

const LONGEST = 2_000;

function valueText(value: JsonValue): string {
  const text = typeof value === "string" ? value : JSON.stringify(value, null, 2);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}… (${text.length.toLocaleString("en")} characters)` : text;
}
