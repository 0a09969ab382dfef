"use client";

import { useMemo } from "react";
import { diffFlows, type DiffSide } from "#engine/core/edit/diff-flows.ts";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import { buildFlowGraph } from "#components/shared/canvas/flow-graph.ts";
import { LazyFlowCanvas } from "#components/shared/canvas/lazy-flow-canvas.tsx";
import { ResizablePane } from "#components/ui/resizable-pane.tsx";
import { listChanges, type ListedChange } from "./change-list.ts";
import { marksOf } from "./change-looks.ts";
import { ChangePanel, type DiffView, type SideNames } from "./change-panel.tsx";
import classes from "./flow-diff.module.css";
import { mergeVersions } from "./merge-versions.ts";

interface FlowDiffProps {
  readonly before: DiffSide;
  readonly after: DiffSide;
  readonly names: SideNames;
  readonly view: DiffView;
  readonly onView: (view: Partial<DiffView>) => void;
}

/** Two states of a flow on one canvas, with what differs marked, and beside it each change with its old and new values. */
export function FlowDiff({ before, after, names, view, onView }: FlowDiffProps) {
  const { withMoves, change } = view;
  const diff = useMemo(() => diffFlows(before, after), [after, before]);
  const merged = useMemo(() => mergeVersions(before, after, diff), [after, before, diff]);
  const graph = useMemo(() => buildFlowGraph(merged.document, merged.layout, nodeDefinitions), [merged]);
  const changes = useMemo(() => listChanges(diff, merged.document, graph, withMoves), [diff, graph, merged, withMoves]);
  const marks = useMemo(() => marksOf(changes), [changes]);
  const at = changes.findIndex(({ id }) => id === change);
  const current = changes[at];
  const select = (nodeId: string | undefined): void => onView({ change: changeAt(changes, nodeId)?.id });
  return (
    <>
      <div className={classes["stage"]}>
        <LazyFlowCanvas
          graph={graph}
          selected={current?.nodeId}
          onSelect={select}
          anchor={current?.nodeId ?? changes.find(({ nodeId }) => nodeId !== undefined)?.nodeId}
          marks={marks}
        />
      </div>
      <ResizablePane edge="right" label="Changes">
        <ChangePanel changes={changes} at={at} names={names} view={view} moves={diff.moved.length} onView={onView} />
      </ResizablePane>
    </>
  );
}

/** The change of the node itself, before those of its edges. */
const changeAt = (changes: readonly ListedChange[], nodeId: string | undefined): ListedChange | undefined =>
  nodeId === undefined
    ? undefined
    : (changes.find((one) => one.id === `node ${nodeId}`) ?? changes.find((one) => one.nodeId === nodeId));
