"use client";

import { Button, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { JsonataEditor } from "#components/shared/monaco/jsonata-editor.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { CompatibilityNote } from "./compatibility-note.tsx";
import classes from "./mappings.module.css";
import { SampleResult } from "./sample-result.tsx";
import { SchemaFields } from "./schema-fields.tsx";
import { useCheck, usePublish, useScope } from "./use-version-editor.ts";
import { openForm, readForm, type VersionForm, type VersionOf } from "./version-form.ts";

interface EditorProps {
  /** The mapping of which this is the next version; absent for a new one. */
  readonly of?: VersionOf;
  readonly onClose: () => void;
  readonly onPublished: (name: string) => void;
}

/** Writes a version: the text, data to try it on, what it takes and gives, and what publishing would break. */
export function VersionEditor({ of, onClose, onPublished }: EditorProps) {
  const [form, setForm] = useState(() => openForm(of));
  const after = of?.newest.version ?? 0;
  const set = (change: Partial<VersionForm>): void => setForm((before) => ({ ...before, ...change }));
  const scope = useScope(form);
  const check = useCheck(form, after);
  const publish = usePublish(onPublished);
  const read = readForm(form, after);
  const problem = read.ok ? check?.problems[0]?.message : read.message;
  return (
    <div className={classes["page"]} data-wide>
      <NameFields form={form} isNew={of === undefined} onChange={set} />
      <div className={classes["pair"]}>
        <div className={classes["half"]}>
          <h2 className={classes["label"]}>Expression</h2>
          <JsonataEditor
            value={form.expression}
            onChange={(expression) => set({ expression })}
            scope={scope}
            label="Expression of the mapping"
            height={280}
          />
        </div>
        <SampleResult
          mapping={`${form.name || "mapping"}@${after + 1}`}
          expression={form.expression}
          sample={form.sample}
          input={form.input}
          output={form.output}
          onSample={(sample) => set({ sample })}
          onDescribe={(input) => set({ input })}
        />
      </div>
      <SchemaFields form={form} result={check?.result} onChange={set} />
      {check?.compatibility ? (
        <CompatibilityNote compatibility={check.compatibility} from={`@${after}`} to={`@${after + 1}`} />
      ) : null}
      <Textarea
        label="What changed"
        description="Shown beside the version."
        autosize
        minRows={1}
        value={form.note}
        onChange={({ currentTarget }) => set({ note: currentTarget.value })}
      />
      {problem === undefined ? null : (
        <Notice tone="warn" title="It cannot be published like this">
          {problem}
        </Notice>
      )}
      <div className={classes["actions"]}>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button
          disabled={!read.ok || problem !== undefined}
          loading={publish.isPending}
          onClick={() => (read.ok ? publish.mutate(read.version) : undefined)}
        >
          Publish @{after + 1}
        </Button>
      </div>
    </div>
  );
}

interface NameFieldsProps {
  readonly form: VersionForm;
  readonly isNew: boolean;
  readonly onChange: (change: Partial<VersionForm>) => void;
}

function NameFields({ form, isNew, onChange }: NameFieldsProps) {
  return (
    <div className={classes["pair"]}>
      <TextInput
        label="Name"
        description="As it stands in expressions; it cannot be changed later."
        placeholder="orderTotal"
        value={form.name}
        readOnly={!isNew}
        data-autofocus={isNew || undefined}
        onChange={({ currentTarget }) => onChange({ name: currentTarget.value })}
      />
      <TextInput
        label="Description"
        description="What it is for, in one sentence."
        value={form.description}
        onChange={({ currentTarget }) => onChange({ description: currentTarget.value })}
      />
    </div>
  );
}
