"use client";

import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { LoadFailure } from "#components/shared/api/load-failure.tsx";
import { useApi, type ApiOutputs } from "#components/shared/api/trpc.tsx";
import { usePreloadedCanvas } from "#components/shared/canvas/lazy-flow-canvas.tsx";
import { FlowDiff } from "#components/shared/flow-diff/flow-diff.tsx";
import classes from "./environments.module.css";
import { PromotionActions } from "./promotion-actions.tsx";
import { PromotionFacts } from "./promotion-facts.tsx";
import type { PromotionWay } from "./promotion-way.ts";

export type Preview = ApiOutputs["environments"]["previewPromotion"];

interface PromotionViewProps {
  readonly flowId: string;
  readonly way: PromotionWay;
  readonly onDone: () => void;
}

/** What taking a version further would change: what is missing, what differs, and the flow itself on the canvas. */
export function PromotionView({ flowId, way, onDone }: PromotionViewProps) {
  usePreloadedCanvas();
  const api = useApi();
  const preview = useQuery(api.environments.previewPromotion.queryOptions({ flowId, ...way }, { refetchOnWindowFocus: true }));
  if (preview.error)
    return (
      <div className={classes["page"]}>
        <LoadFailure what="What would change" error={preview.error} onRetry={() => void preview.refetch()} />
      </div>
    );
  if (!preview.data)
    return (
      <div className={classes["page"]} role="group" aria-busy aria-label="Loading what would change">
        <Skeleton height={180} radius={10} />
      </div>
    );
  return (
    <div className={classes["promotion"]}>
      <div className={classes["facts"]}>
        <PromotionFacts preview={preview.data} way={way} />
        <PromotionActions flowId={flowId} way={way} preview={preview.data} onDone={onDone} />
      </div>
      <Difference preview={preview.data} way={way} />
    </div>
  );
}

function Difference({ preview: { version, replaces }, way }: { readonly preview: Preview; readonly way: PromotionWay }) {
  const [view, setView] = useState<Parameters<typeof FlowDiff>[0]["view"]>({ withMoves: false });
  const before = replaces ?? { ...version, document: { ...version.document, nodes: [], edges: [] } };
  return (
    <section className={classes["difference"]} aria-label="What changes in the flow">
      <FlowDiff
        before={before}
        after={version}
        names={[replaces ? `version ${replaces.number} in ${way.to}` : `nothing in ${way.to}`, `version ${version.number}`]}
        view={view}
        onView={(change) => setView({ ...view, ...change })}
      />
    </section>
  );
}
