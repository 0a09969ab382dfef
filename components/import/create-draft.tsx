"use client";

import { Button, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState, type FormEvent } from "react";
import { identifier } from "#engine/core/flow/flow-document.ts";
import { hasNotes } from "#engine/core/import/import-notes.ts";
import { apiErrorMessage, useApi } from "#components/shared/api/trpc.tsx";
import { Notice } from "#components/ui/notice.tsx";
import type { Reading } from "./import-page.tsx";
import type { ReadReportProps } from "./read-report.tsx";
import classes from "./import.module.css";

/** Name and id of the flow, and the draft that begins with it. */
export function CreateDraft({ reading, file, onCreated }: ReadReportProps) {
  const api = useApi();
  const router = useRouter();
  const queries = useQueryClient();
  const [name, setName] = useState(reading.document.name);
  const [flowId, setFlowId] = useState(reading.freeId);
  const wish = reading.document.id;
  const create = useMutation(
    api.drafts.createImported.mutationOptions({
      onSuccess: (answer) => {
        if (!answer.ok) return;
        void queries.invalidateQueries();
        if (onCreated) onCreated(answer.flowId);
        else router.push(`/flows/${answer.flowId}${drawerOf(reading)}`);
      },
    }),
  );
  const wrongId = idProblem(flowId);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (name.trim() !== "" && wrongId === undefined) create.mutate({ ...file, name: name.trim(), flowId });
  };
  const refused = create.data?.ok === false ? refusalText(create.data) : create.error ? apiErrorMessage(create.error) : undefined;
  return (
    <form className={classes["create"]} aria-label="New draft" onSubmit={submit}>
      <TextInput label="Name" required maxLength={120} value={name} onChange={(event) => setName(event.currentTarget.value)} />
      <TextInput
        label="Id"
        required
        maxLength={64}
        description={
          flowId === reading.freeId && wish !== reading.freeId
            ? `“${wish}” is another flow already, so this one gets an id of its own.`
            : "In addresses, on the command line and in exports. It stays."
        }
        error={wrongId}
        value={flowId}
        onChange={(event) => {
          setFlowId(event.currentTarget.value.trim());
          create.reset();
        }}
      />
      {refused === undefined ? null : (
        <Notice tone="bad" title="No draft was made">
          {refused}
        </Notice>
      )}
      <Button
        type="submit"
        loading={create.isPending || create.data?.ok === true}
        disabled={name.trim() === "" || wrongId !== undefined}
      >
        Create draft
      </Button>
      <p className={classes["quiet"]}>The notes come along as comments on the flow. Nothing goes live before you publish.</p>
    </form>
  );
}

/** The designer opens on what there is to do. */
const drawerOf = (reading: Reading): string =>
  hasNotes(reading)
    ? "?drawer=comments"
    : reading.elements.some(({ outcome }) => outcome === "unsupported")
      ? "?drawer=problems"
      : "";

function idProblem(flowId: string): string | undefined {
  const checked = identifier.safeParse(flowId);
  if (checked.success) return undefined;
  return flowId === "" ? "Give it an id" : "It starts with a letter, and holds only letters, digits and _";
}

function refusalText(
  refused: { readonly message: string } | { readonly problems: readonly { message: string; fix: string }[] },
): string {
  return "message" in refused ? refused.message : refused.problems.map(({ message, fix }) => `${message} ${fix}`).join(" ");
}
