"use client";

import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { LoadFailure } from "#components/shared/api/load-failure.tsx";
import { useApi, type ApiOutputs } from "#components/shared/api/trpc.tsx";
import { useFlowName } from "#components/shared/use-flow-name.ts";
import { PageBar } from "#components/ui/page-bar.tsx";
import { SidePanelToggle } from "#components/ui/resizable-pane.tsx";
import classes from "./environments.module.css";
import { PlaceCard } from "./place-card.tsx";
import { PromotionView } from "./promotion-view.tsx";
import { wayOf } from "./promotion-way.ts";

export type Place = ApiOutputs["environments"]["places"][number];

const REFRESH_MS = 5_000;

/** Where a flow is live, and with what; the way of a version from one environment to the next stands in the address. */
export function FlowPlacesPage({ flowId }: { readonly flowId: string }) {
  const api = useApi();
  const places = useQuery(api.environments.places.queryOptions({ flowId }, { refetchInterval: REFRESH_MS }));
  const params = useSearchParams();
  const [router, pathname] = [useRouter(), usePathname()];
  const way = places.data && wayOf(params, places.data);
  const close = (): void => router.replace(pathname, { scroll: false });
  const trail = [
    { label: "Flows", href: "/flows" },
    { label: useFlowName(flowId), href: `/flows/${flowId}` },
    ...(way ? [{ label: "Environments", href: pathname }] : []),
  ];
  return (
    <>
      <PageBar title={way ? `From ${way.from} to ${way.to}` : "Environments"} trail={trail}>
        {way ? <SidePanelToggle /> : null}
      </PageBar>
      {way ? (
        <PromotionView key={`${way.from} ${way.to}`} flowId={flowId} way={way} onDone={close} />
      ) : (
        <div className={classes["page"]}>
          {places.error ? (
            <LoadFailure
              what="The environments"
              instead={{ label: "Go to flows", href: "/flows" }}
              error={places.error}
              onRetry={() => void places.refetch()}
            />
          ) : null}
          {places.isPending ? <Loading /> : null}
          {places.data ? (
            <ol className={classes["places"]} aria-label="Environments, in the order versions go through them">
              {places.data.map((place, index) => (
                <PlaceCard key={place.environment} flowId={flowId} place={place} next={places.data[index + 1]} />
              ))}
            </ol>
          ) : null}
        </div>
      )}
    </>
  );
}

function Loading() {
  return (
    <div className={classes["places"]} role="group" aria-busy aria-label="Loading environments">
      {["dev", "test", "prod"].map((name) => (
        <Skeleton key={name} height={220} radius={10} />
      ))}
    </div>
  );
}
