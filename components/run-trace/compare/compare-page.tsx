"use client";

import { Skeleton } from "@mantine/core";
import { LoadFailure } from "#components/shared/api/load-failure.tsx";
import { usePreloadedCanvas } from "#components/shared/canvas/lazy-flow-canvas.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { PageBar } from "#components/ui/page-bar.tsx";
import page from "../run-page.module.css";
import { CompareView } from "./compare-view.tsx";
import classes from "./compare.module.css";
import { useComparedRun } from "./use-compared-run.ts";

const TRAIL = [{ label: "Runs", href: "/runs" }];

/** Two runs of a flow beside each other: which way each took, where they part, and what came out differently. */
export function ComparePage({ leftId, rightId }: { readonly leftId: string; readonly rightId: string }) {
  usePreloadedCanvas();
  const [left, right] = [useComparedRun(leftId), useComparedRun(rightId)];
  const failed = [left, right].find(({ error }) => error !== undefined);
  if (failed)
    return (
      <>
        <PageBar title="Compare runs" trail={TRAIL} />
        <div className={page["notice"]}>
          <LoadFailure
            what="One of the runs"
            instead={{ label: "Go to runs", href: "/runs" }}
            error={failed.error}
            onRetry={failed.retry}
          />
        </div>
      </>
    );
  if (left.run && right.run && left.run.flowId !== right.run.flowId)
    return (
      <>
        <PageBar title="Compare runs" trail={TRAIL} />
        <div className={page["notice"]}>
          <Notice tone="warn" title="These runs are of two flows">
            The first is of {left.run.flowName}, the second of {right.run.flowName}. Only runs of the same flow have steps in
            common.
          </Notice>
        </div>
      </>
    );
  if (!left.side || !right.side) return <Loading />;
  return <CompareView left={left.side} right={right.side} />;
}

function Loading() {
  return (
    <>
      <PageBar title="Compare runs" trail={TRAIL} />
      <div className={classes["page"]} role="group" aria-busy aria-label="Loading runs">
        <div className={classes["sides"]}>
          <Skeleton height="100%" radius={0} />
          <Skeleton height="100%" radius={0} />
        </div>
      </div>
    </>
  );
}
