"use client";

import { Button, Group, Skeleton } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { IconHistory, IconPlayerPause, IconPlayerPlay } from "@tabler/icons-react";
import { useState } from "react";
import { describeSchedule, inZone } from "#engine/core/schedule/describe-schedule.ts";
import { isLost, LoadFailure } from "#components/shared/api/load-failure.tsx";
import { apiErrorMessage, useApi, type ApiOutputs } from "#components/shared/api/trpc.tsx";
import { mayOperateRuns, useMembership } from "#components/shared/membership.tsx";
import { Link } from "#components/ui/link.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { Section } from "#components/ui/section.tsx";
import { BackfillDialog } from "./backfill-dialog.tsx";
import classes from "./schedule-panel.module.css";

export type Schedule = ApiOutputs["schedules"]["list"][number];

const REFRESH_MS = 4_000;

/** The schedules of a flow: when they run next, what became of the last times, and the ways to stop and to catch up. */
export function SchedulePanel({ flowId }: { readonly flowId: string }) {
  const api = useApi();
  const schedules = useQuery(api.schedules.list.queryOptions({ flowId }, { refetchInterval: REFRESH_MS }));
  if (schedules.isPending) return <Skeleton height={180} radius={10} />;
  if (isLost(schedules))
    return <LoadFailure what="The schedule" error={schedules.error} onRetry={() => void schedules.refetch()} />;
  return schedules.data?.map((schedule) => <ScheduleSection key={schedule.nodeId} schedule={schedule} />);
}

function ScheduleSection({ schedule }: { readonly schedule: Schedule }) {
  const me = useMembership();
  const { config, paused, nextAt, problem, upcoming, recent, waiting } = schedule;
  const zone = config.timeZone ?? "UTC";
  return (
    <Section title="Schedule" aside={<span className={classes["node"]}>{schedule.nodeId}</span>}>
      <p className={classes["words"]}>
        {describeSchedule(config)}
        {paused ? (
          <span>
            Paused by {paused.by} <RelativeTime at={paused.at} />
          </span>
        ) : nextAt === undefined ? (
          <span>It is over: no occurrence comes any more.</span>
        ) : (
          <span>
            Next run <RelativeTime at={nextAt} />
          </span>
        )}
      </p>
      {problem === undefined ? null : (
        <Notice tone="bad" title="The last run could not be started; it is tried again">
          {problem}
        </Notice>
      )}
      {upcoming.length > 0 ? <Times title="Next times" times={upcoming} zone={zone} isPaused={paused !== undefined} /> : null}
      <Recent recent={recent} zone={zone} />
      {waiting > 0 ? <p className={classes["quiet"]}>{waiting} more wait to be started.</p> : null}
      {mayOperateRuns(me.role) ? <Actions schedule={schedule} /> : null}
    </Section>
  );
}

interface TimesProps {
  readonly title: string;
  readonly times: readonly string[];
  readonly zone: string;
  readonly isPaused: boolean;
}

function Times({ title, times, zone, isPaused }: TimesProps) {
  return (
    <div>
      <h4 className={classes["heading"]}>{isPaused ? `${title}, once resumed` : title}</h4>
      <ol className={classes["times"]} data-paused={isPaused || undefined}>
        {times.map((at) => (
          <li key={at}>
            <time dateTime={at}>{inZone(at, zone)}</time>
          </li>
        ))}
      </ol>
    </div>
  );
}

const statusWords: Readonly<Record<Schedule["recent"][number]["status"], string>> = {
  started: "Started",
  skipped: "Skipped",
  missed: "Missed",
  failed: "Failed",
};

function Recent({ recent, zone }: { readonly recent: Schedule["recent"]; readonly zone: string }) {
  if (recent.length === 0) return <p className={classes["quiet"]}>It has not run yet.</p>;
  return (
    <div>
      <h4 className={classes["heading"]}>Last times</h4>
      <ol className={classes["times"]}>
        {recent.map(({ scheduledAt, status, runId, detail, requestedBy }) => (
          <li key={scheduledAt}>
            <time dateTime={scheduledAt}>{inZone(scheduledAt, zone)}</time>
            <span className={classes["status"]} data-status={status}>
              {runId === undefined ? statusWords[status] : <Link href={`/runs/${runId}`}>{statusWords[status]}</Link>}
              {requestedBy === undefined ? "" : `, backfill by ${requestedBy}`}
            </span>
            {detail === undefined ? null : <span className={classes["detail"]}>{detail}</span>}
          </li>
        ))}
      </ol>
    </div>
  );
}

function Actions({ schedule }: { readonly schedule: Schedule }) {
  const api = useApi();
  const queryClient = useQueryClient();
  const [isBackfilling, setBackfilling] = useState(false);
  const onSuccess = (): void => void queryClient.invalidateQueries({ queryKey: api.schedules.list.pathKey() });
  const pause = useMutation(api.schedules.pause.mutationOptions({ onSuccess }));
  const resume = useMutation(api.schedules.resume.mutationOptions({ onSuccess }));
  const { flowId, nodeId, paused } = schedule;
  const error = pause.error ?? resume.error;
  return (
    <>
      {error ? (
        <Notice tone="bad" title="The schedule was not changed">
          {apiErrorMessage(error)}
        </Notice>
      ) : null}
      <Group gap="xs">
        {paused ? (
          <Button
            variant="default"
            size="xs"
            leftSection={<IconPlayerPlay size={14} />}
            loading={resume.isPending}
            onClick={() => resume.mutate({ flowId, nodeId })}
          >
            Resume schedule
          </Button>
        ) : (
          <Button
            variant="default"
            size="xs"
            leftSection={<IconPlayerPause size={14} />}
            loading={pause.isPending}
            onClick={() => pause.mutate({ flowId, nodeId })}
          >
            Pause schedule
          </Button>
        )}
        <Button variant="default" size="xs" leftSection={<IconHistory size={14} />} onClick={() => setBackfilling(true)}>
          Backfill
        </Button>
      </Group>
      <BackfillDialog schedule={schedule} opened={isBackfilling} onClose={() => setBackfilling(false)} />
    </>
  );
}
