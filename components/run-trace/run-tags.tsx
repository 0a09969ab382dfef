"use client";

import { ActionIcon, Button, TextInput } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { MAX_TAG } from "#engine/core/run-tag.ts";
import { apiErrorMessage, useApi } from "#components/shared/api/trpc.tsx";
import { mayOperateRuns, useMembership } from "#components/shared/membership.tsx";
import { writeRunFilter } from "#components/shared/run-list/run-filter.ts";
import { Link } from "#components/ui/link.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { Section } from "#components/ui/section.tsx";
import type { Run } from "./run-page.tsx";
import classes from "./run-tags.module.css";

/** What people put on the run to find it again, and who did. */
export function RunTags({ run: { runId, tags = [], removedTags = [] } }: { readonly run: Run }) {
  const mayTag = mayOperateRuns(useMembership().role);
  const { add, remove, isPending, refusal } = useTags();
  const [text, setText] = useState("");
  // Where the button was that had the focus, there is nothing any more.
  const inputRef = useRef<HTMLInputElement>(null);
  if (tags.length === 0 && removedTags.length === 0 && !mayTag) return null;
  return (
    <Section title="Tags">
      <ul className={classes["tags"]} role="list">
        {tags.map(({ tag, by, at }) => (
          <li key={tag}>
            <Link href={`/runs${writeRunFilter({ tags: [tag] })}`}>{tag}</Link>
            <span className={classes["who"]}>
              {by}, <RelativeTime at={at} />
            </span>
            {mayTag ? (
              <ActionIcon
                variant="subtle"
                color="gray"
                size="sm"
                aria-label={`Take off ${tag}`}
                onClick={() => remove({ runId, tag }, { onSuccess: () => inputRef.current?.focus() })}
              >
                <IconX size={14} />
              </ActionIcon>
            ) : null}
          </li>
        ))}
      </ul>
      <Removed tags={removedTags} />
      {mayTag ? (
        <form
          className={classes["add"]}
          onSubmit={(event) => {
            event.preventDefault();
            if (text.trim() !== "") add({ runId, tag: text }, { onSuccess: () => setText("") });
          }}
        >
          <TextInput
            ref={inputRef}
            size="xs"
            aria-label="New tag"
            placeholder="Such as: to look at"
            maxLength={MAX_TAG}
            value={text}
            error={refusal}
            onChange={({ currentTarget }) => setText(currentTarget.value)}
          />
          <Button size="xs" variant="default" type="submit" loading={isPending} disabled={text.trim() === ""}>
            Add tag
          </Button>
        </form>
      ) : null}
    </Section>
  );
}

/** What was taken off again: it no longer finds the run, so it leads nowhere. */
function Removed({ tags }: { readonly tags: NonNullable<Run["removedTags"]> }) {
  if (tags.length === 0) return null;
  return (
    <ul className={classes["tags"]} role="list" aria-label="Tags taken off">
      {tags.map(({ tag, by, at, putBy, putAt }) => (
        <li key={`${tag} ${putAt}`} className={classes["removed"]}>
          <del>{tag}</del>
          <span className={classes["who"]}>
            {by} took it off, <RelativeTime at={at} />; {putBy} put it on, <RelativeTime at={putAt} />
          </span>
        </li>
      ))}
    </ul>
  );
}

function useTags() {
  const api = useApi();
  const queries = useQueryClient();
  const onSettled = (): void => {
    for (const key of [api.runs.get.pathKey(), api.runs.list.pathKey(), api.runs.tags.pathKey()])
      void queries.invalidateQueries({ queryKey: key });
  };
  const add = useMutation(api.runs.tag.mutationOptions({ onSettled }));
  const remove = useMutation(api.runs.untag.mutationOptions({ onSettled }));
  const error = add.error ?? remove.error;
  return {
    add: add.mutate,
    remove: remove.mutate,
    isPending: add.isPending,
    refusal: error ? apiErrorMessage(error) : undefined,
  };
}
