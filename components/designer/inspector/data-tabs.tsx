"use client";

import { Button, Group, Skeleton, Textarea } from "@mantine/core";
import { IconPencil, IconPin, IconPinnedOff } from "@tabler/icons-react";
import { useState } from "react";
import { setSample } from "#engine/core/edit/commands/set-sample.ts";
import { parseJson, type JsonValue } from "#engine/core/json.ts";
import type { ExpressionData, OutputData } from "#engine/core/scope/scope-at.ts";
import { useDraft, useDraftStore } from "#components/shared/draft/use-draft.ts";
import { syntaxProblem } from "#components/shared/json/syntax-problem.ts";
import { JsonTree } from "#components/ui/json-tree.tsx";
import { Section } from "#components/ui/section.tsx";
import { useDesigner } from "../designer-context.ts";
import { DataOutline } from "./data-outline.tsx";
import classes from "./inspector.module.css";

/** What the expressions of the node see, with the values they are tried on. */
export function InputTab({ scope }: { readonly scope: ExpressionData | undefined }) {
  if (scope === undefined) return <Waiting />;
  return (
    <Section title="What expressions see here">
      <p className={classes["quiet"]}>A question mark: on some ways to this node it is not there.</p>
      <DataOutline schema={scope.schema} schemas={scope.schemas} sample={scope.sample} origins={scope.origins} label="In scope" />
    </Section>
  );
}

interface OutputTabProps {
  readonly nodeId: string;
  readonly output: OutputData | undefined;
}

/** What the node gives: its type, and the value that later steps are tried on. */
export function OutputTab({ nodeId, output }: OutputTabProps) {
  if (output === undefined) return <Waiting />;
  const isKnown = Object.keys(output.schema).length > 0;
  return (
    <>
      <Section title="Type">
        {isKnown ? (
          <DataOutline
            schema={{ type: "object", required: ["output"], properties: { output: output.schema } }}
            schemas={output.schemas}
            sample={{ output: output.sample?.value ?? null }}
            label="Output"
          />
        ) : (
          <p className={classes["quiet"]}>Only a run can tell. Try the flow, or pin what the step usually gives.</p>
        )}
      </Section>
      <SampleSection nodeId={nodeId} output={output} />
    </>
  );
}

const ORIGIN_WORDS = {
  pinned: "Pinned here; tries use it instead of running the step",
  result: "From the last try",
  computed: "Worked out from the samples before",
  example: "Made up from the type",
} as const;

/** A pinned value stands in for the step while the flow is tried out; a published flow never reads it. */
function SampleSection({ nodeId, output: { sample } }: OutputTabProps & { readonly output: OutputData }) {
  const drafts = useDraftStore();
  const canEdit = useDesigner((state) => state.canEdit);
  const pinned = useDraft(({ draft }) => draft.samples[nodeId]);
  const [text, setText] = useState<string>();
  const pin = (value: JsonValue | undefined): void => void drafts.perform(setSample(drafts.getState().draft, nodeId, value));
  const problem = text === undefined ? undefined : syntaxProblem(text);
  if (text !== undefined) {
    return (
      <Section title="Sample">
        <Textarea
          autosize
          minRows={6}
          maxRows={24}
          spellCheck={false}
          classNames={{ input: classes["code"] ?? "" }}
          aria-label="Sample output as JSON"
          error={problem}
          value={text}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
        />
        <Group gap={8} justify="flex-end">
          <Button size="xs" variant="default" onClick={() => setText(undefined)}>
            Cancel
          </Button>
          <Button
            size="xs"
            disabled={problem !== undefined}
            onClick={() => {
              pin(parseJson(text));
              setText(undefined);
            }}
          >
            Pin this value
          </Button>
        </Group>
      </Section>
    );
  }
  return (
    <Section title="Sample">
      <p className={classes["quiet"]}>{sample === undefined ? "There is no value yet." : ORIGIN_WORDS[sample.origin]}</p>
      {sample === undefined ? null : <JsonTree value={sample.value} what="sample" />}
      {canEdit ? (
        <Group gap={8}>
          {pinned === undefined && sample !== undefined ? (
            <Button size="xs" variant="default" leftSection={<IconPin size={14} />} onClick={() => pin(sample.value)}>
              Pin
            </Button>
          ) : null}
          {pinned === undefined ? null : (
            <Button size="xs" variant="default" leftSection={<IconPinnedOff size={14} />} onClick={() => pin(undefined)}>
              Unpin
            </Button>
          )}
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPencil size={14} />}
            onClick={() => setText(JSON.stringify(sample?.value ?? {}, null, 2))}
          >
            Edit
          </Button>
        </Group>
      ) : null}
    </Section>
  );
}

const Waiting = () => (
  <div role="group" aria-busy aria-label="Working out the data" className={classes["stack"]}>
    <Skeleton height={20} width="60%" />
    <Skeleton height={20} width="80%" />
    <Skeleton height={20} width="70%" />
  </div>
);
