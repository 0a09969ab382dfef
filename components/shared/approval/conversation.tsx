"use client";

import { Button, Group, Select, Textarea } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { apiErrorMessage, useApi } from "#components/shared/api/trpc.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { Approval } from "./approval.ts";
import classes from "./conversation.module.css";

const WORDS = {
  comment: "",
  reassigned: "handed this on to ",
  reminded: "reminded ",
  escalated: "asked as well: ",
  unreached: "could not reach ",
} as const;

/** What people say about it while it is open: questions, answers, and to whom it was handed on. */
export function Conversation({ approval }: { readonly approval: Approval }) {
  const api = useApi();
  const notes = useQuery(api.approvals.notes.queryOptions({ approvalId: approval.approvalId }));
  return (
    <section className={classes["conversation"]} aria-label="Conversation">
      <ol className={classes["notes"]}>
        {notes.data?.map(({ kind, by, text, at }, index) => (
          <li key={index}>
            <div className={classes["by"]}>
              <strong>{by}</strong> <RelativeTime at={at} />
            </div>
            <div className={classes["text"]}>
              {WORDS[kind]}
              {text}
            </div>
          </li>
        ))}
      </ol>
      {approval.status === "pending" ? <Ask approval={approval} /> : null}
    </section>
  );
}

function Ask({ approval: { approvalId } }: { readonly approval: Approval }) {
  const api = useApi();
  const queryClient = useQueryClient();
  const [text, setText] = useState("");
  const comment = useMutation(
    api.approvals.comment.mutationOptions({
      onSuccess: () => {
        setText("");
        return queryClient.invalidateQueries({ queryKey: api.approvals.pathKey() });
      },
    }),
  );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        comment.mutate({ approvalId, text: text.trim() });
      }}
    >
      {comment.error ? (
        <Notice tone="bad" title="Your question was not kept">
          {apiErrorMessage(comment.error)}
        </Notice>
      ) : null}
      <Group align="end" gap="xs" wrap="nowrap">
        <Textarea
          flex={1}
          label="Ask or answer"
          description="Everybody who can see this approval reads it; nothing is decided"
          autosize
          minRows={1}
          maxRows={5}
          maxLength={2_000}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" disabled={text.trim() === ""} loading={comment.isPending}>
          Post
        </Button>
      </Group>
    </form>
  );
}

/** Gives one's own part in it to somebody else. */
export function HandOn({ approval: { approvalId }, onDone }: { readonly approval: Approval; readonly onDone: () => void }) {
  const api = useApi();
  const queryClient = useQueryClient();
  const people = useQuery(api.people.list.queryOptions());
  const [to, setTo] = useState<string | null>(null);
  const reassign = useMutation(
    api.approvals.reassign.mutationOptions({
      onSuccess: () => {
        onDone();
        return queryClient.invalidateQueries({ queryKey: api.approvals.pathKey() });
      },
    }),
  );
  return (
    <div>
      {reassign.error ? (
        <Notice tone="bad" title="It was not handed on">
          {apiErrorMessage(reassign.error)}
        </Notice>
      ) : null}
      <Group align="end" gap="xs" wrap="nowrap">
        <Select
          flex={1}
          searchable
          label="Who decides instead"
          placeholder="Choose a person"
          data={people.data?.map(({ userId, name, email }) => ({ value: userId, label: `${name} (${email})` })) ?? []}
          value={to}
          onChange={setTo}
        />
        <Button
          variant="default"
          disabled={to === null}
          loading={reassign.isPending}
          onClick={() => to !== null && reassign.mutate({ approvalId, toUserId: to })}
        >
          Hand on
        </Button>
      </Group>
    </div>
  );
}
