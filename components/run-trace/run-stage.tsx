"use client";

import type { ReactNode } from "react";
import type { RunEvent } from "#engine/core/machine/run-event.ts";
import type { FlowGraph } from "#components/shared/canvas/flow-graph.ts";
import { LazyFlowCanvas } from "#components/shared/canvas/lazy-flow-canvas.tsx";
import type { RunProjection } from "#components/shared/run-view/project-run.ts";
import type { RunView } from "#components/shared/run-view/run-view.ts";
import { ResizablePane } from "#components/ui/resizable-pane.tsx";
import { anchorOf } from "./anchor-of.ts";
import { EventSlider } from "./event-slider.tsx";
import { EdgePanel } from "./parts-on-demand.ts";
import type { RedriveWish } from "./redrive-moment.ts";
import classes from "./run-page.module.css";
import { StepPanel } from "./step-panel.tsx";
import type { StepSource } from "./take-step.tsx";
import { Timeline } from "./timeline/timeline.tsx";
import type { RunSelection } from "./use-run-selection.ts";

interface RunStageProps {
  readonly graph: FlowGraph;
  readonly events: readonly RunEvent[];
  /** At the moment looked at. */
  readonly view: RunView;
  readonly projection: RunProjection;
  readonly selection: RunSelection;
  /** Absent for a run that was over when it was opened. */
  readonly isFollowed?: boolean;
  /** The event looked at; `undefined` follows the newest. */
  readonly moment: number | undefined;
  readonly onMoment: (moment: number | undefined) => void;
  /** Absent for a run that is not here. */
  readonly source?: StepSource;
  /** Absent for those who may not. */
  readonly onRedrive?: ((wish: RedriveWish) => void) | undefined;
  /** What is told of the run as a whole, while no step and no edge is selected. */
  readonly children: ReactNode;
}

/** A run on its canvas, its timeline below, and what is selected beside it. */
export function RunStage(props: RunStageProps) {
  const { graph, events, view, projection, selection, moment, onMoment, onRedrive, isFollowed = false } = props;
  const { nodeId, edge, showNode, showEdge } = selection;
  return (
    <div className={classes["page"]}>
      <div className={classes["stage"]}>
        <div className={classes["canvas"]}>
          <LazyFlowCanvas
            graph={graph}
            selected={nodeId}
            onSelect={showNode}
            edges={{ selected: edge?.id, onSelect: showEdge }}
            anchor={anchorOf(view, projection, isFollowed)}
            run={projection}
          />
        </div>
        <ResizablePane edge="bottom" label="Timeline">
          <EventSlider
            events={events}
            labelOf={(id) => graph.nodes.find((node) => node.id === id)?.label ?? id}
            moment={moment}
            onMoment={onMoment}
            {...(onRedrive ? { onRedrive } : {})}
          />
          <Timeline view={view} graph={graph} projection={projection} selection={selection} />
        </ResizablePane>
      </div>
      <SidePanel {...props} />
    </div>
  );
}

/** The step or the edge that is selected, else the run. */
function SidePanel({ graph, view, projection, selection, source, onRedrive, children }: RunStageProps) {
  const { node, edge } = selection;
  return (
    <ResizablePane edge="right" label={node ? `Step ${node.label}` : edge ? "Edge" : "Run"} className={classes["panel"]}>
      {node ? (
        <StepPanel
          key={node.id}
          node={node}
          graph={graph}
          run={projection.nodes[node.id]}
          source={source}
          view={view}
          chosen={selection.chosen}
          onChoose={selection.choose}
          onRedrive={onRedrive}
          edges={projection.edges}
          onSelectEdge={selection.showEdge}
          onClose={selection.closeNode}
        />
      ) : edge ? (
        <EdgePanel edge={edge} graph={graph} view={view} onClose={selection.closeEdge} />
      ) : (
        children
      )}
    </ResizablePane>
  );
}
