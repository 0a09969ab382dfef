"use client";

import { SegmentedControl, Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { useMemo } from "react";
import type { FlowDocument } from "#engine/core/flow/flow-document.ts";
import { LoadFailure } from "#components/shared/api/load-failure.tsx";
import { useApi, type ApiOutputs } from "#components/shared/api/trpc.tsx";
import { usePreloadedCanvas } from "#components/shared/canvas/lazy-flow-canvas.tsx";
import type { DiffView } from "#components/shared/flow-diff/change-panel.tsx";
import { FlowDiff } from "#components/shared/flow-diff/flow-diff.tsx";
import { PageBar } from "#components/ui/page-bar.tsx";
import { SidePanelToggle } from "#components/ui/resizable-pane.tsx";
import { ReviewBundle } from "./review-bundle.tsx";
import { ReviewHead } from "./review-head.tsx";
import { ReviewLog } from "./review-log.tsx";
import { ReviewStatusBadge } from "./review-status.tsx";
import classes from "./reviews.module.css";
import { TakePart } from "./take-part.tsx";

export type Review = ApiOutputs["reviews"]["get"];

const REFRESH_MS = 5_000;

/** One review: what would go live, in words and on the canvas, what was said about it, and what one can do. */
export function ReviewPage({ reviewId }: { readonly reviewId: string }) {
  usePreloadedCanvas();
  const api = useApi();
  const { data: review, error, refetch } = useQuery(api.reviews.get.queryOptions({ reviewId }, { refetchInterval: REFRESH_MS }));
  const [look, setLook] = useLook();
  return (
    <>
      <PageBar
        title={review?.flowName ?? "Review"}
        trail={[{ label: "Reviews", href: "/reviews" }]}
        state={review ? <ReviewStatusBadge status={review.status} /> : undefined}
      >
        <SegmentedControl
          size="xs"
          aria-label="View"
          value={look.onCanvas ? "canvas" : "summary"}
          onChange={(value) => setLook({ onCanvas: value === "canvas" })}
          data={[
            { value: "summary", label: "Summary" },
            { value: "canvas", label: "Canvas" },
          ]}
        />
        {look.onCanvas ? <SidePanelToggle /> : null}
      </PageBar>
      {review && look.onCanvas ? (
        <Compared review={review} look={look} onLook={setLook} />
      ) : (
        <div className={classes["page"]}>
          {error && !review ? (
            <LoadFailure
              what="This review"
              instead={{ label: "Go to reviews", href: "/reviews" }}
              error={error}
              onRetry={() => void refetch()}
            />
          ) : null}
          {!review && !error ? (
            <Skeleton height={420} radius={12} role="group" aria-label="Loading the review" aria-busy />
          ) : null}
          {review ? (
            <>
              <ReviewHead review={review} />
              <ReviewBundle review={review} onCanvas={() => setLook({ onCanvas: true })} />
              <ReviewLog review={review} />
              <TakePart review={review} />
            </>
          ) : null}
        </div>
      )}
    </>
  );
}

interface ComparedProps {
  readonly review: Review;
  readonly look: Look;
  readonly onLook: (change: Partial<Look>) => void;
}

/** What is reviewed and what was live on one canvas; of a first version, everything is new. */
function Compared({ review, look, onLook }: ComparedProps) {
  const { before, document } = review;
  const older = useMemo(() => before ?? { document: emptied(document) }, [before, document]);
  return (
    <div className={classes["compare"]}>
      <FlowDiff
        before={older}
        after={review}
        names={[before ? `version ${before.version}` : "no version", "what is reviewed"]}
        view={look}
        onView={onLook}
      />
    </div>
  );
}

const emptied = (document: FlowDocument): FlowDocument => ({ ...document, nodes: [], edges: [] });

interface Look extends DiffView {
  readonly onCanvas: boolean;
}

/** What is looked at stands in the address, so that it can be sent to somebody. */
function useLook(): [Look, (change: Partial<Look>) => void] {
  const [router, pathname, params] = [useRouter(), usePathname(), useSearchParams()];
  const change = params.get("change");
  const look: Look = {
    onCanvas: params.get("view") === "canvas",
    withMoves: params.get("moves") === "1",
    ...(change ? { change } : {}),
  };
  const set = (wish: Partial<Look>): void => {
    const next = { ...look, ...wish };
    const query = new URLSearchParams({
      ...(next.onCanvas ? { view: "canvas" } : {}),
      ...(next.withMoves ? { moves: "1" } : {}),
      ...(next.change ? { change: next.change } : {}),
    });
    router.replace(query.size === 0 ? pathname : `${pathname}?${query.toString()}`, { scroll: false });
  };
  return [look, set];
}
