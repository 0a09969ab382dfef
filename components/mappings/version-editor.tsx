"use client";

import { Button, Textarea, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { isJsonObject, type JsonObject } from "#engine/core/json.ts";
import { openSchemaTree } from "#engine/core/mapping/schema/schema-tree.ts";
import { apiErrorMessage, useApi, useApiClient } from "#components/shared/api/trpc.tsx";
import { useMappingChoices } from "#components/shared/mappings/use-mapping-choices.ts";
import { JsonataEditor } from "#components/shared/monaco/jsonata-editor.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { CompatibilityNote } from "./compatibility-note.tsx";
import classes from "./mappings.module.css";
import { SampleResult } from "./sample-result.tsx";
import { SchemaFields } from "./schema-fields.tsx";
import { openForm, readForm, readJson, type VersionForm, type VersionOf } from "./version-form.ts";

interface EditorProps {
  /** The mapping of which this is the next version; absent for a new one. */
  readonly of?: VersionOf;
  readonly onClose: () => void;
  readonly onPublished: (name: string) => void;
}

const PAUSE_MS = 400;

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
      <div className={classes["pair"]}>
        <TextInput
          label="Name"
          description="As it stands in expressions; it cannot be changed later."
          placeholder="orderTotal"
          value={form.name}
          readOnly={of !== undefined}
          data-autofocus={of === undefined || undefined}
          onChange={({ currentTarget }) => set({ name: currentTarget.value })}
        />
        <TextInput
          label="Description"
          description="What it is for, in one sentence."
          value={form.description}
          onChange={({ currentTarget }) => set({ description: currentTarget.value })}
        />
      </div>
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

/** What the text can see: the value it is applied to, as described, and as the sample has it. */
function useScope({ input, sample }: VersionForm) {
  const mappings = useMappingChoices();
  return useMemo(() => {
    const [schema, value] = [readJson(input), readJson(sample)];
    const described: JsonObject = schema.ok && schema.value !== undefined && isJsonObject(schema.value) ? schema.value : {};
    const tree = openSchemaTree({ type: "object", required: ["input"], properties: { input: described } }, {});
    return { tree, mappings, ...(value.ok && value.value !== undefined ? { sample: { input: value.value } } : {}) };
  }, [input, sample, mappings]);
}

/** What publishing would say, a moment after the last letter; what was said before stays until then. */
function useCheck(form: VersionForm, after: number) {
  const client = useApiClient();
  const [still] = useDebouncedValue(form, PAUSE_MS);
  const read = readForm(still, after);
  const { data } = useQuery({
    queryKey: ["mapping check", read],
    queryFn: () => (read.ok ? client.mappings.check.mutate(read.version) : undefined),
    enabled: read.ok,
    placeholderData: (before) => before,
  });
  return read.ok ? data : undefined;
}

function usePublish(onPublished: (name: string) => void) {
  const api = useApi();
  const failed = (message: string): void =>
    void notifications.show({ color: "red", title: "The version was not published", message });
  return useMutation(
    api.mappings.publish.mutationOptions({
      onSuccess: (result, { name }) => {
        if (result.ok) return onPublished(name);
        if (result.reason === "problems") return failed(result.problems[0]?.message ?? "");
        if (result.reason === "nothing") return failed("It says what the newest version says already. Change something first.");
        return failed(
          result.newest === 0
            ? "The mapping is gone. Open the list again."
            : `@${result.newest} of ${name} is there already. Choose another name, or look at it and start again from there.`,
        );
      },
      onError: (error) => failed(apiErrorMessage(error)),
    }),
  );
}
