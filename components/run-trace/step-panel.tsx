"use client";

import { SegmentedControl, TextInput } from "@mantine/core";
import { useState } from "react";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import type { FlowGraph, GraphNode } from "#components/shared/canvas/flow-graph.ts";
import { stepStateText, type NodeRunState } from "#components/shared/canvas/step-state.ts";
import { NodeIcon } from "#components/ui/icons.tsx";
import { PanelHead } from "#components/ui/panel-head.tsx";
import { BodyMeter } from "./body-meter.tsx";
import { ItemBar, ItemDetails, ItemList, ItemValue } from "./parts-on-demand.ts";
import type { ChosenItem, RunProjection } from "#components/shared/run-view/project-run.ts";
import type { RedriveWish } from "./redrive-moment.ts";
import classes from "./run-page.module.css";
import {
  lastStep,
  stepOf,
  type BodyTrace,
  type RunView,
  type StepName,
  type StepView,
} from "#components/shared/run-view/run-view.ts";
import { at, emptySparseList } from "#components/shared/run-view/sparse-list.ts";
import { StepDetails } from "./step-details.tsx";
import type { StepSource } from "./take-step.tsx";
import { WaysOut } from "./ways-out.tsx";

interface StepPanelProps {
  readonly node: GraphNode;
  readonly graph: FlowGraph;
  readonly run: NodeRunState | undefined;
  /** Absent for a run that is not here. */
  readonly source?: StepSource | undefined;
  readonly view: RunView;
  readonly chosen: ChosenItem | undefined;
  readonly onChoose: (chosen: ChosenItem | undefined) => void;
  readonly onRedrive?: ((wish: RedriveWish) => void) | undefined;
  readonly edges: RunProjection["edges"];
  readonly onSelectEdge: (edgeId: string) => void;
  readonly onClose: () => void;
}

/** The data of a step: why it failed, what came out, what went in, and each attempt. */
export function StepPanel({ onClose, ...props }: StepPanelProps) {
  const { node, run } = props;
  return (
    <>
      <PanelHead icon={<NodeIcon name={node.icon} size={18} />} title={node.label} closeLabel="Close step" onClose={onClose}>
        {node.kindTitle}
        {run && run.state !== "idle" ? ` · ${stepStateText(run)}` : ""}
      </PanelHead>
      <div className={classes["panelBody"]}>
        <StepBody {...props} />
        <WaysOut nodeId={node.id} graph={props.graph} edges={props.edges} onSelect={props.onSelectEdge} />
      </div>
    </>
  );
}

type BodyProps = Omit<StepPanelProps, "onClose">;

/** Steps of a body are reached by their item; a container shows its items, and the one chosen of them. */
function StepBody(props: BodyProps) {
  const { node, view, chosen } = props;
  const [visit, setVisit] = useState<number>();
  const last = lastStep(view, node.id);
  const around = last?.item && view.bodies[chosen?.body ?? last.item.body];
  if (last && !view.bodies[last.key] && around) return <ItemOfStep {...props} body={around} />;
  const step = (visit === undefined ? undefined : stepOf(view, { nodeId: node.id, visit })) ?? last;
  if (!step) return <p className={classes["hint"]}>{notReached(props.run)}</p>;
  const body = view.bodies[step.key];
  if (body && chosen?.body === body.key) return <ItemOfContainer {...props} body={body} index={chosen.index} />;
  return (
    <>
      <VisitPicker visits={view.nodes[node.id]?.steps.count ?? 0} visit={step.visit} onVisit={setVisit} />
      {body ? <BodyMeter body={body} /> : null}
      {body ? <ItemList body={body} chosen={undefined} onChoose={chooserIn(body, props.onChoose)} /> : null}
      <StepDetails step={step} remark={remarkOn(node, step)} source={props.source} onRedrive={props.onRedrive} />
    </>
  );
}

const remarkOn = ({ kind }: GraphNode, { output }: StepView): string | undefined =>
  output === undefined ? undefined : nodeDefinitions.get(kind)?.remark?.(output);

const chooserIn =
  ({ key }: BodyTrace, onChoose: StepPanelProps["onChoose"]) =>
  (index: number | undefined): void =>
    onChoose(index === undefined ? undefined : { body: key, index });

function ItemOfContainer({
  graph,
  view,
  body,
  index,
  onChoose,
}: BodyProps & { readonly body: BodyTrace; readonly index: number }) {
  return (
    <>
      <ItemBar body={body} index={index} onChoose={chooserIn(body, onChoose)} />
      <ItemDetails key={index} body={body} index={index} view={view} graph={graph} />
    </>
  );
}

/** What a step of a body did for the item chosen; with none chosen, the items to choose from. */
function ItemOfStep({ node, run, source, view, chosen, body, onChoose }: BodyProps & { readonly body: BodyTrace }) {
  const choose = chooserIn(body, onChoose);
  if (!chosen)
    return (
      <>
        <p className={classes["hint"]}>
          This step runs once for each {body.unit} of its container. Choose one to see what it did there.
        </p>
        <ItemList body={body} chosen={undefined} onChoose={choose} />
      </>
    );
  const name = stepNameIn(view, chosen, node.id);
  const step = name && stepOf(view, name);
  return (
    <>
      <ItemBar body={body} index={chosen.index} onChoose={choose} />
      {step ? (
        <StepDetails step={step} remark={remarkOn(node, step)} source={source} />
      ) : (
        <p className={classes["hint"]}>{notReached(run)}</p>
      )}
      <ItemValue body={body} index={chosen.index} />
    </>
  );
}

const stepNameIn = (view: RunView, { body, index }: ChosenItem, nodeId: string): StepName | undefined =>
  at(view.bodies[body]?.items ?? emptySparseList, index)?.steps.findLast((name) => name.nodeId === nodeId);

interface VisitPickerProps {
  readonly visits: number;
  readonly visit: number;
  readonly onVisit: (visit: number) => void;
}

const FEW_VISITS = 5;

function VisitPicker({ visits, visit, onVisit }: VisitPickerProps) {
  if (visits < 2) return null;
  if (visits > FEW_VISITS)
    return (
      <TextInput
        type="number"
        size="xs"
        label={`Visit, 1 to ${visits}`}
        min={1}
        max={visits}
        value={visit}
        onChange={({ currentTarget }) => onVisit(Math.min(Math.max(Number(currentTarget.value) || 1, 1), visits))}
      />
    );
  return (
    <SegmentedControl
      size="xs"
      aria-label="Visit"
      value={String(visit)}
      onChange={(value) => onVisit(Number(value))}
      data={Array.from({ length: visits }, (_, index) => ({ value: String(index + 1), label: `Visit ${index + 1}` }))}
    />
  );
}

function notReached(run: NodeRunState | undefined): string {
  if (run?.state === "running") return "The run is at this step now. What it did is shown as soon as it is recorded.";
  if (run?.state === "waiting") return "Some branches have arrived here; the step goes on when the others have.";
  if (run?.state === "skipped") return "The run went another way and never came to this step.";
  return "The run has not come to this step yet.";
}
