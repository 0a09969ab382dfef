"use client";

import { Button, Modal, Textarea, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import type { JsonObject } from "#engine/core/json.ts";
import { callOf, whyNotReusable } from "#engine/core/mapping/reusable/extract-mapping.ts";
import { selfContainedSchema } from "#engine/core/schema/self-contained-schema.ts";
import type { ExpressionData } from "#engine/core/scope/scope-at.ts";
import { apiErrorMessage, useApi } from "#components/shared/api/trpc.tsx";
import { Notice } from "#components/ui/notice.tsx";
import classes from "./dialogs.module.css";

interface SaveMappingProps {
  readonly text: string;
  readonly data: ExpressionData;
  readonly onSaved: (call: string, key: string) => void;
  readonly onClose: () => void;
}

/** Makes the text a mapping that other flows can use; here its call takes its place. */
export function SaveMappingDialog({ text, data, onSaved, onClose }: SaveMappingProps) {
  const api = useApi();
  const [name, setName] = useState("");
  const [description, setDescription] = useState("");
  const [refused, setRefused] = useState<string>();
  const reason = useMemo(() => whyNotReusable(text), [text]);
  const publish = useMutation(
    api.mappings.publish.mutationOptions({
      onSuccess: (result) => {
        if (result.ok) return onSaved(callOf({ name, version: result.version }), `${name}@${result.version}`);
        if (result.reason === "stale") return setRefused(`There is a mapping ${name} already. Choose another name.`);
        return setRefused(result.reason === "problems" ? result.problems[0]?.message : "It is there already.");
      },
      onError: (error) => setRefused(apiErrorMessage(error)),
    }),
  );
  const save = (): void => {
    const about = description.trim() === "" ? {} : { description: description.trim() };
    const input = inputOf(data);
    publish.mutate({ name, expression: text, after: 0, ...about, ...(input ? { input } : {}) });
  };
  return (
    <Modal opened onClose={onClose} title="Save as reusable mapping" size="lg">
      <div className={classes["body"]}>
        {reason === undefined ? (
          <>
            <TextInput
              label="Name"
              description="A letter, then letters, digits and _. Other flows call it by this name."
              placeholder="orderTotal"
              value={name}
              error={refused}
              data-autofocus
              onChange={({ currentTarget }) => {
                setName(currentTarget.value.trim());
                setRefused(undefined);
              }}
            />
            <Textarea
              label="Description"
              description="What it is for, in one sentence."
              autosize
              value={description}
              onChange={({ currentTarget }) => setDescription(currentTarget.value)}
            />
          </>
        ) : (
          <Notice tone="warn" title="This text needs more than one value">
            {reason}
          </Notice>
        )}
        <div className={classes["actions"]}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button disabled={reason !== undefined || name === ""} loading={publish.isPending} onClick={save}>
            Save and use it here
          </Button>
        </div>
      </div>
    </Modal>
  );
}

/** What is known of the input here describes what the mapping takes, whole by itself. */
function inputOf({ schema, schemas }: ExpressionData): JsonObject | undefined {
  const input = (schema["properties"] as JsonObject | undefined)?.["input"] as JsonObject | undefined;
  return input === undefined || Object.keys(input).length === 0 ? undefined : selfContainedSchema(input, schemas);
}
