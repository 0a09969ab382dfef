"use client";

import { Button } from "@mantine/core";
import { IconArrowBackUp, IconArrowRight } from "@tabler/icons-react";
import { useState } from "react";
import { PRODUCTION } from "#engine/core/environment/environment.ts";
import { GoBackDialog } from "#components/shared/go-back-dialog.tsx";
import { mayEditFlows } from "#engine/core/role.ts";
import { mayOperateRuns, useMembership } from "#components/shared/membership.tsx";
import { WebhookAddress } from "#components/shared/webhook-address.tsx";
import { Link } from "#components/ui/link.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import classes from "./environments.module.css";
import type { Place } from "./flow-places-page.tsx";
import { RetireDialog } from "./retire-dialog.tsx";
import { wayHref } from "./promotion-way.ts";

interface PlaceCardProps {
  readonly flowId: string;
  readonly place: Place;
  /** Where a version goes from here. */
  readonly next: Place | undefined;
}

/** One environment: what is live there since when, and where to from here. */
export function PlaceCard({ flowId, place, next }: PlaceCardProps) {
  const { environment, live, retired, openRuns, webhooks } = place;
  return (
    <li className={classes["place"]} aria-label={environment}>
      <h2 className={classes["placeName"]}>{environment}</h2>
      {retired === undefined ? null : <Retired retired={retired} />}
      {live !== undefined ? (
        <LiveVersion live={live} />
      ) : retired ? null : (
        <p className={classes["text"]}>
          {environment === PRODUCTION
            ? "Nothing is live here yet. Publish the flow, or promote it from another environment."
            : "Nothing is live here. Choose this environment when you publish, or promote a version to it."}
        </p>
      )}
      <Link className={classes["runs"] ?? ""} href={`/runs?flow=${flowId}&env=${environment}`}>
        {openRuns === 0 ? "No open runs" : `${openRuns} open ${openRuns === 1 ? "run" : "runs"}`}
      </Link>
      {Object.entries(webhooks).map(([nodeId, webhook]) => (
        <WebhookAddress key={nodeId} {...webhook} />
      ))}
      <Ways flowId={flowId} place={place} next={next} />
    </li>
  );
}

function Retired({ retired: { at, by, reason } }: { readonly retired: NonNullable<Place["retired"]> }) {
  return (
    <p className={classes["text"]}>
      Taken out of service by {by}, <RelativeTime at={at} />
      {reason === undefined ? "." : `: ${reason}`}
    </p>
  );
}

function LiveVersion({ live }: { readonly live: NonNullable<Place["live"]> }) {
  const { version, contentHash, promotedFrom, by, since, owed } = live;
  return (
    <>
      <p className={classes["version"]}>Version {version}</p>
      <p className={classes["text"]}>
        {promotedFrom === undefined ? "Live" : `Promoted from ${promotedFrom}`}
        {by === undefined ? "" : `, by ${by}`}
        {since === undefined ? null : (
          <>
            , <RelativeTime at={since} />
          </>
        )}
      </p>
      <p className={classes["hash"]}>{contentHash.replace(/^\w+:/, "").slice(0, 12)}</p>
      {owed === undefined ? null : (
        <Notice tone="warn" title="Live without review">
          {owed.reason} <Link href={`/reviews/${owed.reviewId}`}>Look at the review that is owed</Link>
        </Notice>
      )}
    </>
  );
}

/** Back to the version before, and on to the next environment. */
function Ways({ flowId, place, next }: PlaceCardProps) {
  const { environment, live, back } = place;
  const { role } = useMembership();
  // The dialog stays when it is done, although there is no version before any more.
  const [goingBack, setGoingBack] = useState<number>();
  const [retiring, setRetiring] = useState(false);
  const isSame = live?.contentHash === next?.live?.contentHash;
  if (!live) return null;
  return (
    <div className={classes["placeActions"]}>
      {back !== undefined && mayOperateRuns(role) ? (
        <Button variant="default" leftSection={<IconArrowBackUp size={16} />} onClick={() => setGoingBack(back)}>
          Go back to version {back}
        </Button>
      ) : null}
      {next && isSame ? <span className={classes["text"]}>The same as in {next.environment}</span> : null}
      {next && !isSame && mayEditFlows(role) ? (
        <Button
          component={Link}
          href={wayHref(flowId, { from: environment, to: next.environment })}
          rightSection={<IconArrowRight size={16} />}
        >
          Promote to {next.environment}
        </Button>
      ) : null}
      {mayOperateRuns(role) ? (
        <Button variant="default" ml="auto" onClick={() => setRetiring(true)}>
          Take out of service…
        </Button>
      ) : null}
      {retiring ? <RetireDialog flowId={flowId} place={place} onClose={() => setRetiring(false)} /> : null}
      {goingBack === undefined ? null : (
        <GoBackDialog flowId={flowId} environment={environment} version={goingBack} onClose={() => setGoingBack(undefined)} />
      )}
    </div>
  );
}
