"use client";

import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useId, useState } from "react";
import type { JsonObject, JsonValue } from "#engine/core/json.ts";
import { apiErrorMessage, useApi } from "#components/shared/api/trpc.tsx";
import type { Approval } from "#components/shared/approval/approval.ts";
import { DecisionCard, roleList } from "#components/shared/approval/decision-card.tsx";
import { DecisionOutcome } from "#components/shared/approval/decision-outcome.tsx";
import { SchemaForm } from "#components/shared/form/schema-form.tsx";
import { useMembership } from "#components/shared/membership.tsx";
import { Link } from "#components/ui/link.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { EnvironmentMark } from "#components/shared/environment/environment-mark.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import classes from "./form-task.module.css";
import { useKeptDraft } from "./use-kept-draft.ts";

interface FormTaskProps {
  readonly task: Approval;
  readonly form: JsonObject;
}

/** A form to fill in. Whoever comes too late sees who was first, beside what they typed. */
export function FormTask({ task, form }: FormTaskProps) {
  const titleId = useId();
  const me = useMembership();
  const { kept, keep, forget } = useKeptDraft(task.approvalId);
  const [wasOpen] = useState(task.status === "pending");
  const answer = useAnswer(task, forget);
  const mayAnswer = task.roles.includes(me.role);
  if (!wasOpen) return <DecisionCard approval={task} />;
  return (
    <article className={classes["card"]} aria-labelledby={titleId}>
      <div className={classes["origin"]}>
        <span>
          {task.flowName} asked <RelativeTime at={task.requestedAt} /> <EnvironmentMark environment={task.environment} />
        </span>
        <Link href={`/runs/${task.runId}`}>Open run</Link>
      </div>
      <h2 id={titleId} className={classes["title"]}>
        {task.title}
      </h2>
      {typeof form["description"] === "string" ? <p className={classes["text"]}>{form["description"]}</p> : null}
      {task.dueAt === undefined || task.status !== "pending" ? null : (
        <p className={classes["due"]}>
          Answer <RelativeTime at={task.dueAt} />.
        </p>
      )}
      {task.status === "pending" || answer.isSuccess ? null : <DecisionOutcome approval={task} />}
      {answer.error ? (
        <Notice tone="bad" title="The answer was not recorded">
          {apiErrorMessage(answer.error)}
        </Notice>
      ) : null}
      {mayAnswer ? (
        <SchemaForm
          schema={form}
          initial={kept ?? task.initial}
          submitLabel="Send answer"
          isPending={answer.isPending || answer.data?.ok === true}
          isDisabled={task.status !== "pending"}
          refused={answer.data?.ok === false ? answer.data.problems : []}
          onChange={keep}
          onSubmit={(value: JsonValue) =>
            answer.mutate({ approvalId: task.approvalId, shownHash: task.shownHash, answer: value })
          }
        />
      ) : (
        <p className={classes["due"]}>
          Only {roleList(task.roles)} may answer this; you are signed in as {me.role}.
        </p>
      )}
    </article>
  );
}

function useAnswer({ title }: Approval, forget: () => void) {
  const api = useApi();
  const router = useRouter();
  const queryClient = useQueryClient();
  const refresh = () => queryClient.invalidateQueries({ queryKey: api.approvals.pathKey() });
  return useMutation(
    api.approvals.answer.mutationOptions({
      onSuccess: (result) => {
        if (!result.ok) return;
        forget();
        notifications.show({ title: "Answer sent", message: title, color: "green" });
        router.push("/approvals");
        void refresh();
      },
      onError: () => void refresh(),
    }),
  );
}
