"use client";

import { Button, Checkbox, Modal, Skeleton, Stack, Textarea } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { PRODUCTION } from "#engine/core/environment/environment.ts";
import { hasErrors, type Problem } from "#engine/core/problem.ts";
import { LoadFailure } from "#components/shared/api/load-failure.tsx";
import { apiErrorMessage, useApi, useApiClient, type ApiOutputs } from "#components/shared/api/trpc.tsx";
import { useDraft } from "#components/shared/draft/use-draft.ts";
import { EnvironmentSelect } from "#components/shared/environment/environment-select.tsx";
import { useMembership } from "#components/shared/membership.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { useDesigner } from "../designer-context.ts";
import { useSession } from "../session/designer-session.ts";
import { changesByAuthor } from "./changes-by-author.ts";
import classes from "./overlays.module.css";
import { PublishButtons } from "./publish-buttons.tsx";

type Refusal = Extract<ApiOutputs["drafts"]["publish"], { readonly ok: false }>;

/**
 * Makes the draft the next version, or asks for the review that is required before that. Whose changes go live is listed, and what others changed can be left out: nobody's half
 * done work is published by somebody else without their seeing it.
 */
export function PublishDialog() {
  const session = useSession();
  const api = useApi();
  const client = useApiClient();
  const me = useMembership();
  const queries = useQueryClient();
  const flowId = useDesigner((state) => state.flowId);
  const problems = useDesigner((state) => state.problems);
  const next = useDraft((state) => (state.liveVersion ?? 0) + 1);
  const [environment, setEnvironment] = useState(PRODUCTION);
  const [note, setNote] = useState("");
  const [leftOut, setLeftOut] = useState<ReadonlySet<string>>(new Set());
  const [refusal, setRefusal] = useState<string>();
  const [opened] = useState(() => session.drafts.getState().revision);
  const close = session.surface.getState().close;
  // What was changed last is saved first, so that the list is what will be published.
  const history = useQuery({
    queryKey: ["changes to publish", flowId, opened],
    queryFn: () => session.drafts.flush().then(() => client.drafts.history.query({ flowId })),
    gcTime: 0,
  });
  const authors = changesByAuthor(history.data ?? []);
  const publish = useMutation(
    api.drafts.publish.mutationOptions({
      onSuccess: (answer) => {
        if (!answer.ok) return setRefusal(wordsOf(answer));
        session.say(liveText(answer.version, environment));
        close();
        void queries.invalidateQueries();
      },
      onError: (error) => setRefusal(apiErrorMessage(error)),
    }),
  );
  const router = useRouter();
  const rule = useQuery(api.reviews.rule.queryOptions({ flowId, environment }));
  const open = useQuery(api.reviews.list.queryOptions({ which: "open" }));
  const openReview = open.data?.find(
    (review) => review.flowId === flowId && (review.environment ?? PRODUCTION) === environment && review.status !== "owed",
  );
  const ask = useMutation(
    api.reviews.request.mutationOptions({
      onSuccess: (answer) => {
        if (!answer.ok) return setRefusal(wordsOf(answer));
        close();
        void queries.invalidateQueries();
        router.push(`/reviews/${answer.reviewId}`);
      },
      onError: (error) => setRefusal(apiErrorMessage(error)),
    }),
  );
  const isBlocked = hasErrors(problems);
  const wanted = () => {
    const kept = authors.filter(({ userId }) => !leftOut.has(userId)).map(({ userId }) => userId);
    return {
      ...{ flowId, environment },
      revision: session.drafts.getState().revision,
      ...(note.trim() === "" ? {} : { note: note.trim() }),
      ...(leftOut.size === 0 ? {} : { onlyOf: kept }),
    };
  };
  return (
    <Modal opened onClose={close} title={`Publish version ${next}`} size={520}>
      <Stack gap="sm">
        {isBlocked ? <Errors problems={problems} onShow={() => showProblems(session)} /> : null}
        {history.isPending ? <Skeleton height={72} /> : null}
        {history.error ? <LoadFailure what="The changes" error={history.error} onRetry={() => void history.refetch()} /> : null}
        {history.data ? (
          <section aria-label="Changes">
            {authors.length === 0 ? <p className={classes["note"]}>Nothing has changed since the live version.</p> : null}
            {authors.map(({ userId, author, labels, last }) => (
              <Checkbox
                key={userId}
                my={8}
                checked={!leftOut.has(userId)}
                disabled={authors.length === 1}
                onChange={() => setLeftOut(toggled(leftOut, userId))}
                label={userId === me.userId ? "Your changes" : `Changes of ${author}`}
                description={
                  <>
                    {labels.slice(0, 4).join(" · ")}
                    {labels.length > 4 ? ` and ${labels.length - 4} more` : ""}, last <RelativeTime at={last} />
                  </>
                }
              />
            ))}
          </section>
        ) : null}
        <Textarea
          data-autofocus
          label="Note"
          description="What is new, for whoever looks at the versions later"
          autosize
          minRows={2}
          maxLength={2_000}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <EnvironmentSelect label="Goes live in" value={environment} onChange={setEnvironment} />
        {refusal === undefined ? null : (
          <Notice tone="bad" title="Not published">
            {refusal}
          </Notice>
        )}
        <PublishButtons
          version={next}
          openReviewId={openReview?.reviewId}
          rule={rule.data}
          mayBreakGlass={me.role === "admin"}
          isOff={isBlocked || history.isPending || authors.length === 0 || leftOut.size === authors.length}
          isPending={publish.isPending || ask.isPending}
          onCancel={close}
          onAsk={() => ask.mutate(wanted())}
          onPublish={(breakGlass) => publish.mutate({ ...wanted(), ...(breakGlass ? { breakGlass } : {}) })}
        />
      </Stack>
    </Modal>
  );
}

const liveText = (version: number, environment: string): string =>
  `Version ${version} is live${environment === PRODUCTION ? "" : ` in ${environment}`}`;

function Errors({ problems, onShow }: { readonly problems: readonly Problem[]; readonly onShow: () => void }) {
  const errors = problems.filter(({ severity }) => severity === "error");
  return (
    <Notice
      tone="bad"
      title={errors.length === 1 ? "1 error must be mended first" : `${errors.length} errors must be mended first`}
    >
      {errors[0]!.message}{" "}
      <Button size="compact-xs" variant="subtle" onClick={onShow}>
        Show problems
      </Button>
    </Notice>
  );
}

function showProblems({ surface, designer }: ReturnType<typeof useSession>): void {
  surface.getState().close();
  designer.getState().openDrawer("problems");
}

function toggled(set: ReadonlySet<string>, member: string): ReadonlySet<string> {
  const next = new Set(set);
  if (!next.delete(member)) next.add(member);
  return next;
}

function wordsOf(refusal: Refusal): string {
  switch (refusal.reason) {
    case "unknownFlow":
      return "The flow is gone: somebody deleted it.";
    case "nothing":
      return "Nothing has changed since the live version.";
    case "problems":
      return refusal.problems.map(({ message, fix }) => `${message} ${fix}`).join(" ");
    case "entangled":
    case "review":
      return refusal.message;
    case "stale":
      return `${refusal.changes.at(-1)?.author ?? "Somebody"} has changed the draft in the meantime. Look at it, then publish again.`;
  }
}
