"use client";

import { useMemo, useState } from "react";
import { useDraft } from "#components/shared/draft/use-draft.ts";
import { selectedNode, useDesigner } from "../designer-context.ts";
import { NodeResultView } from "./node-result-view.tsx";
import { TryBar } from "./try-bar.tsx";
import { TryInput } from "./try-input.tsx";
import { TryOutcome } from "./try-outcome.tsx";
import classes from "./try-panel.module.css";
import { TrySteps } from "./try-steps.tsx";
import { useTry } from "./use-try.ts";

/**
 * Runs the draft before anybody else does: what goes in at the left, the steps in the middle, what came out at the right.
 * What needs the person comes first: questions, what keeps the draft from running, why it failed.
 */
export function TryPanel() {
  const nodeId = useDesigner(selectedNode);
  const canEdit = useDesigner((state) => state.canEdit);
  const selected = useDesigner((state) => state.selection.nodes);
  const nodes = useDraft(({ draft }) => draft.document.nodes);
  const nodeIds = useMemo(() => nodes.flatMap(({ id }) => (selected.has(id) ? [id] : [])), [nodes, selected]);
  const exists = nodeId !== undefined && nodeIds.includes(nodeId);
  const startedAt = useTry(({ current }) => current?.startedAtMs);
  /** Where there is no room for three columns. */
  const [shown, show] = useShown(startedAt);
  const isEmpty = useDraft(({ draft }) => draft.document.nodes.length === 0);
  if (!canEdit) return <p className={classes["hint"]}>Only people who may edit flows can try them.</p>;
  if (isEmpty)
    return (
      <p className={classes["hint"]}>
        Add a first node, then run it here: with an example as input, and without calling anybody for real.
      </p>
    );
  return (
    <div className={classes["panel"]}>
      <TryBar nodeIds={nodeIds} />
      <div className={classes["columns"]} data-shown={shown}>
        <TryInput />
        <TrySteps isInputShown={shown === "input"} onShow={show} />
        <div className={classes["detail"]}>
          <TryOutcome />
          {exists ? <NodeResultView key={nodeId} nodeId={nodeId} /> : null}
        </div>
      </div>
    </div>
  );
}

export type ShownPart = "input" | "detail";

/** The input until something is tried, then what came out; until the person chooses. */
function useShown(startedAt: number | undefined): readonly [ShownPart, (part: ShownPart) => void] {
  const [chosen, choose] = useState<{ readonly part: ShownPart; readonly of: number | undefined }>();
  const part = chosen?.of === startedAt ? chosen?.part : undefined;
  return [part ?? (startedAt === undefined ? "input" : "detail"), (next) => choose({ part: next, of: startedAt })];
}
