"use client";

import { Button, FileButton, Modal, Select, Textarea } from "@mantine/core";
import { IconUpload } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import type { JsonObject } from "#engine/core/json.ts";
import { schemaOfOperation } from "#engine/core/mapping/schema/read-openapi.ts";
import { readSchemaSource, type SchemaSource } from "#engine/core/mapping/schema/read-schema-source.ts";
import { Notice } from "#components/ui/notice.tsx";
import { FoundFields } from "./found-fields.tsx";
import classes from "./dialogs.module.css";

interface SchemaDialogProps {
  /** Schemas of the flow, which can be used by name. */
  readonly schemaNames: readonly string[];
  readonly hasSchema: boolean;
  readonly onUse: (schema: JsonObject) => void;
  readonly onRemove: () => void;
  readonly onClose: () => void;
}

/** Says what the output should look like: by a schema of the flow, or anything one has at hand of the other system. */
export function SchemaDialog({ schemaNames, hasSchema, onUse, onRemove, onClose }: SchemaDialogProps) {
  const [text, setText] = useState("");
  const [name, setName] = useState<string | null>(null);
  const source = useMemo(() => (text.trim() === "" ? undefined : readSchemaSource(text)), [text]);
  const [part, setPart] = useState<string | null>(null);
  const schema = name === null ? source && schemaOf(source, part) : { $ref: `#/schemas/${name}` };
  return (
    <Modal opened onClose={onClose} title="Target schema" size="xl">
      <div className={classes["body"]}>
        {schemaNames.length > 0 ? (
          <Select
            label="A schema of this flow"
            placeholder="Choose one, or paste below"
            data={[...schemaNames]}
            value={name}
            onChange={setName}
            clearable
          />
        ) : null}
        {name === null ? (
          <>
            <Textarea
              label="JSON Schema, OpenAPI, JSON samples or CSV"
              description="Paste what you have of the other system. Several samples: one JSON value per line."
              value={text}
              onChange={({ currentTarget }) => setText(currentTarget.value)}
              autosize
              minRows={6}
              maxRows={12}
              styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)", fontSize: 12.5 } }}
              data-autofocus
            />
            <FileButton
              onChange={(file) => void file?.text().then(setText)}
              accept=".json,.yaml,.yml,.csv,.txt,application/json,text/csv"
            >
              {(props) => (
                <Button {...props} size="xs" variant="default" w="fit-content" leftSection={<IconUpload size={14} aria-hidden />}>
                  Choose a file
                </Button>
              )}
            </FileButton>
            {source ? <Recognized source={source} part={part} onPart={setPart} /> : null}
          </>
        ) : null}
        <div className={classes["actions"]}>
          {hasSchema ? (
            <Button variant="subtle" color="red" onClick={onRemove} mr="auto">
              Work without a schema
            </Button>
          ) : null}
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button disabled={schema === undefined} onClick={() => (schema ? onUse(schema) : undefined)}>
            Use as target
          </Button>
        </div>
      </div>
    </Modal>
  );
}

interface RecognizedProps {
  readonly source: SchemaSource;
  readonly part: string | null;
  readonly onPart: (part: string | null) => void;
}

/** What the pasted text was taken for, so that a person can see it before it counts. */
function Recognized({ source, part, onPart }: RecognizedProps) {
  switch (source.type) {
    case "unreadable":
      return (
        <Notice tone="warn" title="This cannot be read yet">
          {source.message}
        </Notice>
      );
    case "jsonSchema":
      return <p className={classes["found"]}>A JSON Schema.</p>;
    case "openApi":
      return (
        <Select
          label="Operation"
          description="What the operation takes or answers becomes the target."
          placeholder="Choose an operation"
          searchable
          data={partsOf(source).map(({ id, label }) => ({ value: id, label }))}
          value={part}
          onChange={onPart}
        />
      );
    case "samples":
      return (
        <FoundFields
          inferred={source.inferred}
          what={source.samples.length === 1 ? "one sample" : `${source.samples.length} samples`}
        />
      );
    case "csv":
      return <FoundFields inferred={source.csv.inferred} what={`${source.csv.rows.length} rows of CSV`} />;
  }
}

type OpenApiSource = Extract<SchemaSource, { readonly type: "openApi" }>;

function partsOf({ operations }: OpenApiSource) {
  return operations.flatMap((operation) =>
    operation.parts.map((part, index) => ({
      id: `${operation.id}\n${index}`,
      operation,
      part,
      label: `${operation.method} ${operation.path}: ${part.type === "response" ? `response ${part.status}` : part.type}`,
    })),
  );
}

function schemaOf(source: SchemaSource, part: string | null): JsonObject | undefined {
  switch (source.type) {
    case "jsonSchema":
      return source.schema;
    case "samples":
      return source.inferred.schema;
    case "csv":
      return source.csv.inferred.schema;
    case "openApi": {
      const chosen = partsOf(source).find(({ id }) => id === part);
      return chosen && schemaOfOperation(source.document, chosen.operation, chosen.part);
    }
    case "unreadable":
      return undefined;
  }
}
