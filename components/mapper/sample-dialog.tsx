"use client";

import { Button, Modal, Select, Textarea } from "@mantine/core";
import { useMemo, useState } from "react";
import type { JsonValue } from "#engine/core/json.ts";
import { readSchemaSource, type SchemaSource } from "#engine/core/mapping/schema/read-schema-source.ts";
import { Notice } from "#components/ui/notice.tsx";
import classes from "./dialogs.module.css";
import { FoundFields } from "./found-fields.tsx";

export interface SampleOwner {
  readonly nodeId: string;
  readonly name: string;
  /** Set where a sample is pinned already. */
  readonly sample: JsonValue | undefined;
  /** Where the value shown now comes from, in words. */
  readonly origin: string;
}

interface SampleDialogProps {
  readonly owners: readonly SampleOwner[];
  readonly onUse: (nodeId: string, value: JsonValue | undefined) => void;
  readonly onClose: () => void;
}

/** The data that values are shown on: pasted as JSON or CSV, for the trigger or any step before. */
export function SampleDialog({ owners, onUse, onClose }: SampleDialogProps) {
  const [nodeId, setNodeId] = useState(owners[0]?.nodeId ?? "");
  const owner = owners.find((each) => each.nodeId === nodeId);
  const [text, setText] = useState<string>();
  const [at, setAt] = useState(0);
  const shown = text ?? (owner?.sample === undefined ? "" : JSON.stringify(owner.sample, null, 2));
  const source = useMemo(() => (shown.trim() === "" ? undefined : readSchemaSource(shown)), [shown]);
  const samples = source?.type === "samples" ? source.samples : source?.type === "csv" ? [source.csv.rows] : [];
  const sample = samples[Math.min(at, samples.length - 1)];
  return (
    <Modal opened onClose={onClose} title="Sample data" size="xl">
      <div className={classes["body"]}>
        <Select
          label="Of"
          data={owners.map((each) => ({ value: each.nodeId, label: each.name }))}
          value={nodeId}
          allowDeselect={false}
          description={owner?.origin}
          onChange={(next) => {
            setNodeId(next ?? nodeId);
            setText(undefined);
          }}
        />
        <Textarea
          label="JSON or CSV"
          description="Several samples: one JSON value per line. Only tries and previews read it, never a run."
          value={shown}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
          autosize
          minRows={8}
          maxRows={16}
          styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)", fontSize: 12.5 } }}
          data-autofocus
        />
        <NotData source={source} />
        {samples.length > 1 ? (
          <Select
            label="Show values of"
            data={samples.map((_, index) => ({ value: String(index), label: `Sample ${index + 1}` }))}
            value={String(at)}
            allowDeselect={false}
            onChange={(next) => setAt(Number(next ?? 0))}
          />
        ) : null}
        {source?.type === "samples" && source.samples.length > 1 ? (
          <FoundFields inferred={source.inferred} what={`${source.samples.length} samples`} />
        ) : null}
        <div className={classes["actions"]}>
          {owner?.sample === undefined ? null : (
            <Button variant="subtle" color="red" mr="auto" onClick={() => onUse(nodeId, undefined)}>
              Remove sample
            </Button>
          )}
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button disabled={sample === undefined} onClick={() => onUse(nodeId, sample)}>
            Use sample
          </Button>
        </div>
      </div>
    </Modal>
  );
}

/** Why a text cannot be used as a sample. */
function NotData({ source }: { readonly source: SchemaSource | undefined }) {
  if (source?.type === "unreadable")
    return (
      <Notice tone="warn" title="This cannot be read yet">
        {source.message}
      </Notice>
    );
  if (source?.type !== "jsonSchema" && source?.type !== "openApi") return null;
  return (
    <Notice tone="warn" title="This is a schema, not data">
      Paste an example of the data itself. A schema belongs into the flow&apos;s input contract.
    </Notice>
  );
}
