"use client";

import { useMutation } from "@tanstack/react-query";
import { apiErrorMessage, useApi } from "#components/shared/api/trpc.tsx";
import { mayOperateRuns, useMembership } from "#components/shared/membership.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { callsInFlight } from "./calls-in-flight.ts";
import classes from "./run-page.module.css";
import type { RunView } from "#components/shared/run-view/run-view.ts";
import { useOperation } from "./use-operation.ts";

/** A paused run says who holds it, why, since when, and whether it has come to rest. */
export function PausedBanner({ runId, view }: { readonly runId: string; readonly view: RunView }) {
  const me = useMembership();
  const api = useApi();
  const { onSuccess } = useOperation();
  const resume = useMutation(api.runs.resume.mutationOptions({ onSuccess }));
  const { paused } = view;
  if (!paused) return null;
  const inFlight = callsInFlight(view);
  const action = { label: resume.isPending ? "Resuming" : "Resume", onClick: () => resume.mutate({ runId }) };
  return (
    <div className={classes["banner"]}>
      <Notice
        tone="warn"
        title={`Paused by ${paused.by}${paused.reason === undefined ? "" : `: ${paused.reason}`}`}
        action={mayOperateRuns(me.role) ? action : undefined}
      >
        Paused <RelativeTime at={paused.at} />; its timers stand still.{" "}
        {inFlight === 0
          ? "Nothing is in flight: the run is quiet."
          : `${inFlight} ${inFlight === 1 ? "call is" : "calls are"} still in flight and will be recorded.`}
        {resume.error ? <div role="alert">{apiErrorMessage(resume.error)}</div> : null}
      </Notice>
    </div>
  );
}
