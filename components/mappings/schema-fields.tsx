"use client";

import { Button } from "@mantine/core";
import type { JsonObject } from "#engine/core/json.ts";
import { JsonEditor } from "#components/shared/monaco/json-editor.tsx";
import classes from "./mappings.module.css";
import type { VersionForm } from "./version-form.ts";

interface SchemaFieldsProps {
  readonly form: VersionForm;
  /** What comes out, as the expression shows it or as it is declared. */
  readonly result: JsonObject | undefined;
  readonly onChange: (change: Partial<VersionForm>) => void;
}

/** What the mapping takes and gives. Described, expressions are checked against it, and breaking changes are found. */
export function SchemaFields({ form, result, onChange }: SchemaFieldsProps) {
  const shown = result && Object.keys(result).length > 0 ? JSON.stringify(result, null, 2) : undefined;
  return (
    <div className={classes["pair"]}>
      <div className={classes["half"]}>
        <h2 className={classes["label"]}>Takes (JSON Schema, optional)</h2>
        <JsonEditor value={form.input} onChange={(input) => onChange({ input })} label="JSON Schema of the input" height={180} />
      </div>
      <div className={classes["half"]}>
        <div className={classes["labelRow"]}>
          <h2 className={classes["label"]}>Gives (JSON Schema, optional)</h2>
          {form.output === "" && shown !== undefined ? (
            <Button size="compact-xs" variant="subtle" color="gray" onClick={() => onChange({ output: shown })}>
              Promise what it shows
            </Button>
          ) : null}
        </div>
        <JsonEditor
          value={form.output}
          onChange={(output) => onChange({ output })}
          label="JSON Schema of the result"
          height={180}
        />
      </div>
    </div>
  );
}
