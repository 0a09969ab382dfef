"use client";

import { Skeleton } from "@mantine/core";
import { LoadFailure } from "#components/shared/api/load-failure.tsx";
import { PageBar } from "#components/ui/page-bar.tsx";
import { ResizablePane } from "#components/ui/resizable-pane.tsx";
import classes from "./designer-page.module.css";

const TRAIL = [{ label: "Flows", href: "/flows" }];
const ROWS = [0, 1, 2, 3, 4, 5, 6, 7];

/** The designer before the draft is there, in its shape. */
export function OpeningDesigner({ title }: { readonly title: string }) {
  return (
    <>
      <PageBar title={title} trail={TRAIL} />
      <div className={classes["page"]} role="group" aria-busy aria-label="Loading flow">
        <ResizablePane edge="left" label="Nodes to add" className={classes["side"]}>
          <div className={classes["skeletons"]}>
            {ROWS.map((row) => (
              <Skeleton key={row} height={30} radius={8} />
            ))}
          </div>
        </ResizablePane>
        <div className={classes["middle"]}>
          <div className={classes["stage"]} />
        </div>
        <ResizablePane edge="right" label="About this flow">
          <div className={classes["skeletons"]}>
            <Skeleton height={48} />
            <Skeleton height={72} />
            <Skeleton height={160} />
          </div>
        </ResizablePane>
      </div>
    </>
  );
}

interface OpeningFailedProps {
  readonly title: string;
  readonly error: unknown;
  readonly onRetry: () => void;
}

export function OpeningFailed({ title, error, onRetry }: OpeningFailedProps) {
  return (
    <>
      <PageBar title={title} trail={TRAIL} />
      <div className={classes["failure"]}>
        <LoadFailure what="This flow" instead={{ label: "Go to flows", href: "/flows" }} error={error} onRetry={onRetry} />
      </div>
    </>
  );
}
