"use client";

import { Modal, Skeleton, Stack, Textarea } from "@mantine/core";
import { useState } from "react";
import { PRODUCTION } from "#engine/core/environment/environment.ts";
import { hasErrors } from "#engine/core/problem.ts";
import { LoadFailure } from "#components/shared/api/load-failure.tsx";
import { useDraft } from "#components/shared/draft/use-draft.ts";
import { EnvironmentSelect } from "#components/shared/environment/environment-select.tsx";
import { useMembership } from "#components/shared/membership.tsx";
import { OpenRunsDialog } from "#components/shared/open-runs/open-runs-dialog.tsx";
import { SettleOpenRuns } from "#components/shared/open-runs/settle-open-runs.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { useNow } from "#components/ui/use-now.ts";
import { useDesigner } from "../designer-context.ts";
import { useSession } from "../session/designer-session.ts";
import { AuthorsToPublish } from "./authors-to-publish.tsx";
import { changesByAuthor } from "./changes-by-author.ts";
import { PublishButtons } from "./publish-buttons.tsx";
import { PublishErrors } from "./publish-errors.tsx";
import { usePublishing, useReviewBefore, useUnpublishedEdits } from "./use-publishing.ts";

/**
 * Makes the draft the next version, or asks for the review that is required before that. Whose changes go live is listed, and what others changed can be left out: nobody's half
 * done work is published by somebody else without their seeing it.
 */
export function PublishDialog() {
  const session = useSession();
  const me = useMembership();
  const flowId = useDesigner((state) => state.flowId);
  const problems = useDesigner((state) => state.problems);
  const next = useDraft((state) => (state.liveVersion ?? 0) + 1);
  const [environment, setEnvironment] = useState(PRODUCTION);
  const [note, setNote] = useState("");
  const [leftOut, setLeftOut] = useState<ReadonlySet<string>>(new Set());
  const edits = useUnpublishedEdits(flowId);
  const authors = changesByAuthor(edits.data ?? []);
  const [settles, setSettles] = useState(false);
  const { publish, ask, isPending, refusal, isLive } = usePublishing(environment, settles);
  const { error: reviewError, retry, ...review } = useReviewBefore(flowId, environment);
  const isOffline = useDraft((state) => state.saving === "offline");
  const failure = edits.error ?? (review.rule ? undefined : reviewError);
  const close = session.surface.getState().close;
  const wanted = () => {
    const kept = authors.filter(({ userId }) => !leftOut.has(userId)).map(({ userId }) => userId);
    return {
      ...{ flowId, environment },
      revision: session.drafts.getState().revision,
      ...(note.trim() === "" ? {} : { note: note.trim() }),
      ...(leftOut.size === 0 ? {} : { onlyOf: kept }),
    };
  };
  if (isLive) return <OpenRunsDialog flowId={flowId} environment={environment} onClose={close} />;
  return (
    <Modal opened onClose={close} title={`Publish version ${next}`} size={520}>
      <Stack gap="sm">
        <PublishErrors problems={problems} />
        {edits.isPending ? <Skeleton height={72} /> : null}
        {failure ? (
          <LoadFailure
            what="What would be published"
            error={failure}
            onRetry={() => {
              void edits.refetch();
              retry();
            }}
          />
        ) : null}
        {isOffline ? <KeptHere /> : null}
        {edits.data ? (
          <AuthorsToPublish authors={authors} leftOut={leftOut} onToggle={(userId) => setLeftOut(toggled(leftOut, userId))} />
        ) : null}
        <NoteField value={note} onChange={setNote} />
        <EnvironmentSelect label="Goes live in" value={environment} onChange={setEnvironment} />
        <SettleOpenRuns flowId={flowId} environment={environment} isOn={settles} onChange={setSettles} />
        {refusal === undefined ? null : (
          <Notice tone="bad" title="Not published">
            {refusal}
          </Notice>
        )}
        <div role="status">{isPending ? <StillWaiting /> : null}</div>
        <PublishButtons
          {...review}
          isLost={failure !== undefined}
          version={next}
          mayBreakGlass={me.role === "admin"}
          isOff={hasErrors(problems) || edits.isPending || authors.every(({ userId }) => leftOut.has(userId))}
          isPending={isPending}
          onCancel={close}
          onAsk={() => ask(wanted())}
          onPublish={(breakGlass) => publish({ ...wanted(), ...(breakGlass ? { breakGlass } : {}) })}
        />
      </Stack>
    </Modal>
  );
}

const LONG_MS = 5_000;

/** A server whose database has stopped answering keeps one waiting without a word. */
function StillWaiting() {
  const [began] = useState(() => Date.now());
  if (useNow(1_000) - began < LONG_MS) return null;
  return (
    <Notice tone="warn" title="No answer yet">
      It is done as soon as the server gets to it, also if you close this. What is live stands beside the name of the flow.
    </Notice>
  );
}

const KeptHere = () => (
  <Notice tone="info" title="Your last changes are kept in this window">
    They are saved as soon as the server answers. You can wait here, or go on editing and publish later.
  </Notice>
);

const NoteField = ({ value, onChange }: { readonly value: string; readonly onChange: (value: string) => void }) => (
  <Textarea
    data-autofocus
    label="Note"
    description="What is new, for whoever looks at the versions later"
    autosize
    minRows={2}
    maxLength={2_000}
    value={value}
    onChange={(event) => onChange(event.currentTarget.value)}
  />
);

function toggled(set: ReadonlySet<string>, member: string): ReadonlySet<string> {
  const next = new Set(set);
  if (!next.delete(member)) next.add(member);
  return next;
}
