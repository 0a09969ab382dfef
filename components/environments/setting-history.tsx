"use client";

import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { LoadFailure } from "#components/shared/api/load-failure.tsx";
import { useApi, type ApiOutputs } from "#components/shared/api/trpc.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import classes from "./environments.module.css";

type Change = ApiOutputs["environments"]["history"][number];

/** Who changed what and when; nothing is ever taken out of it. */
export function SettingHistory() {
  const api = useApi();
  const history = useQuery(api.environments.history.queryOptions());
  return (
    <section className={classes["section"]} aria-labelledby="history">
      <div className={classes["head"]}>
        <h2 id="history">Changes</h2>
      </div>
      {history.isPending ? <Skeleton height={96} radius={10} /> : null}
      {history.error ? <LoadFailure what="The changes" error={history.error} onRetry={() => void history.refetch()} /> : null}
      {history.data?.length === 0 ? <p className={classes["text"]}>Nothing has been changed yet.</p> : null}
      {history.data && history.data.length > 0 ? (
        <ol className={classes["history"]} aria-labelledby="history">
          {history.data.map((change) => (
            <li key={`${change.changedAt} ${change.what} ${change.environment} ${change.name}`}>
              <span>{changeText(change)}</span>
              <span className={classes["text"]}>
                {change.changedBy}, <RelativeTime at={change.changedAt} />
              </span>
            </li>
          ))}
        </ol>
      ) : null}
    </section>
  );
}

function changeText({ what, environment, name, to }: Change): string {
  if (what === "schedules") return `Schedules in ${environment}: ${to}`;
  if (what === "variable")
    return to === undefined ? `${name} was removed from ${environment}` : `${name} in ${environment}: ${to}`;
  return to === undefined
    ? `Connection ${name} in ${environment} means itself`
    : `Connection ${name} in ${environment} means ${to}`;
}
