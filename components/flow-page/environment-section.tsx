"use client";

import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Fragment } from "react";
import { LoadFailure } from "#components/shared/api/load-failure.tsx";
import { useApi } from "#components/shared/api/trpc.tsx";
import { Link } from "#components/ui/link.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { Section } from "#components/ui/section.tsx";
import classes from "./flow-page.module.css";

/** Which version is live where; the page behind it takes versions further and back. */
export function EnvironmentSection({ flowId }: { readonly flowId: string }) {
  const api = useApi();
  const places = useQuery(api.environments.places.queryOptions({ flowId }, { refetchInterval: 10_000 }));
  return (
    <Section title="Environments" aside={<Link href={`/flows/${flowId}/environments`}>Promote or go back</Link>}>
      {places.isPending ? <Skeleton height={60} /> : null}
      {places.error ? <LoadFailure what="The environments" error={places.error} onRetry={() => void places.refetch()} /> : null}
      {places.data ? (
        <dl className={classes["facts"]}>
          {places.data.map(({ environment, live }) => (
            <Fragment key={environment}>
              <dt>{environment}</dt>
              <dd>
                {live === undefined ? "Nothing is live" : `Version ${live.version}`}
                {live?.since === undefined ? null : (
                  <>
                    , since <RelativeTime at={live.since} />
                  </>
                )}
              </dd>
            </Fragment>
          ))}
        </dl>
      ) : null}
    </Section>
  );
}
