"use client";

import { Button } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { count } from "#engine/core/count.ts";
import { isLost, LoadFailure } from "#components/shared/api/load-failure.tsx";
import { useApi } from "#components/shared/api/trpc.tsx";
import { mayOperateRuns, useMembership } from "#components/shared/membership.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { Section } from "#components/ui/section.tsx";
import { GroupActs } from "./group-acts.tsx";
import { IncidentBadge } from "./incident-badge.tsx";
import { Advice, Facts, FailureDetails, LoadingDetails, WhatHappened } from "./incident-details.tsx";
import type { Incident, IncidentGroup } from "./incident-kinds.ts";
import classes from "./incidents.module.css";

const REFRESH_MS = 5_000;
const PAGE_SIZE = 20;

interface GroupDetailsProps {
  /** Of the one whose cause the others share. */
  readonly incidentId: string;
  readonly status: Incident["status"];
  /** The incident that was looked at before, to go on from there. */
  readonly cameFrom: string | undefined;
  readonly onOpen: (incidentId: string) => void;
  readonly onClose: () => void;
}

/** Incidents with one cause: what happened, what can be done about all of them, and each of their runs. */
export function GroupDetails({ incidentId, status, cameFrom, onOpen, onClose }: GroupDetailsProps) {
  const api = useApi();
  const asked = { status, like: incidentId, limit: 1 };
  const group = useQuery(api.incidents.groups.queryOptions(asked, { refetchInterval: REFRESH_MS }));
  const found = group.data?.groups[0];
  // What was shown stays while its last incidents are being dealt with from here.
  const [shown, setShown] = useState<IncidentGroup>();
  if (found !== undefined && found !== shown) setShown(found);
  if (isLost(group)) return <LoadFailure what="These incidents" error={group.error} onRetry={() => void group.refetch()} />;
  if (!group.data) return <LoadingDetails what="incidents" />;
  if (!shown) return <p className={classes["hint"]}>None of these incidents is {status} any more.</p>;
  const told = shown.incident.failure.message;
  return (
    <div className={classes["details"]}>
      <Head group={shown} left={found?.count ?? 0} />
      <WhatHappened incident={shown.incident} />
      <Facts incident={shown.incident} />
      {status === "open" ? <WhatToDo group={shown} onClose={onClose} /> : null}
      <Runs incidentId={incidentId} told={told} status={status} cameFrom={cameFrom} onOpen={onOpen} />
      <FailureDetails failure={shown.incident.failure} title="What the newest failure says" />
    </div>
  );
}

function Head({ group, left }: { readonly group: IncidentGroup; readonly left: number }) {
  const { incident, firstOpenedAt, lastOpenedAt } = group;
  return (
    <div className={classes["cardHead"]}>
      <IncidentBadge kind={incident.kind} />
      <span className={classes["muted"]}>
        <strong className={classes["number"]}>{left === 1 ? "1 time" : `${count(left)} times`}</strong>, first{" "}
        <RelativeTime at={firstOpenedAt} />, last <RelativeTime at={lastOpenedAt} />
      </span>
    </div>
  );
}

function WhatToDo({ group, onClose }: { readonly group: IncidentGroup; readonly onClose: () => void }) {
  const me = useMembership();
  return (
    <>
      <Section title="What to do">
        <Advice incident={group.incident} />
      </Section>
      {mayOperateRuns(me.role) ? (
        <GroupActs group={group} onDone={onClose} />
      ) : (
        <p className={classes["hint"]}>An engineer or admin can close these incidents.</p>
      )}
    </>
  );
}

interface RunsProps extends Omit<GroupDetailsProps, "onClose"> {
  /** What stands above the list already. */
  readonly told: string;
}

function Runs({ incidentId, told, status, cameFrom, onOpen }: RunsProps) {
  const api = useApi();
  const incidents = useInfiniteQuery(
    api.incidents.list.infiniteQueryOptions(
      { status, like: incidentId, limit: PAGE_SIZE },
      { getNextPageParam: ({ nextBefore }) => nextBefore, refetchInterval: REFRESH_MS },
    ),
  );
  if (isLost(incidents)) return <LoadFailure what="The runs" error={incidents.error} onRetry={() => void incidents.refetch()} />;
  const rows = incidents.data?.pages.flatMap((page) => page.incidents) ?? [];
  return (
    <Section title="Runs, newest first">
      <ul className={classes["runs"]} aria-label="Runs with this cause">
        {rows.map((incident) => (
          <RunRow
            key={incident.incidentId}
            incident={incident}
            told={told}
            isFirst={incident.incidentId === cameFrom}
            onOpen={onOpen}
          />
        ))}
      </ul>
      {incidents.hasNextPage ? (
        <Button variant="default" size="xs" loading={incidents.isFetchingNextPage} onClick={() => void incidents.fetchNextPage()}>
          Show older runs
        </Button>
      ) : null}
    </Section>
  );
}

interface RunRowProps extends Pick<RunsProps, "told" | "onOpen"> {
  readonly incident: Incident;
  readonly isFirst: boolean;
}

function RunRow({ incident: { incidentId, runId, businessKey, openedAt, failure }, told, isFirst, onOpen }: RunRowProps) {
  return (
    <li className={classes["run"]}>
      <button type="button" className={classes["openRun"]} autoFocus={isFirst} onClick={() => onOpen(incidentId)}>
        {businessKey ?? `…${runId.slice(-8)}`}
      </button>
      <span className={classes["age"]}>
        <RelativeTime at={openedAt} />
      </span>
      {failure.message === told ? null : <span className={classes["cause"]}>{failure.message}</span>}
    </li>
  );
}
