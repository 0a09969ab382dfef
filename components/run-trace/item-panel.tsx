"use client";

import { ActionIcon, Button, Tooltip, VisuallyHidden } from "@mantine/core";
import { IconArrowLeft, IconChevronDown, IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { useState } from "react";
import { count } from "#engine/core/count.ts";
import type { FlowGraph } from "#components/shared/canvas/flow-graph.ts";
import { stepStates } from "#components/shared/canvas/step-state.ts";
import { Duration } from "#components/ui/duration.tsx";
import { JsonTree } from "#components/ui/json-tree.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Section } from "#components/ui/section.tsx";
import { lookOf } from "./item-looks.ts";
import classes from "./items.module.css";
import {
  itemCount,
  itemState,
  itemValue,
  stepOf,
  type BodyTrace,
  type RunView,
  type StepView,
} from "#components/shared/run-view/run-view.ts";
import { at } from "#components/shared/run-view/sparse-list.ts";

interface ItemBarProps {
  readonly body: BodyTrace;
  readonly index: number;
  readonly onChoose: (index: number | undefined) => void;
}

/** Which item is looked at, its neighbors, and the way back to all of them. */
export function ItemBar({ body, index, onChoose }: ItemBarProps) {
  const { icon: Glyph, word, tone } = lookOf(itemState(body, index), at(body.items, index));
  const total = itemCount(body);
  return (
    <div className={classes["chosen"]}>
      <Button
        size="compact-xs"
        variant="default"
        leftSection={<IconArrowLeft size={14} aria-hidden />}
        onClick={() => onChoose(undefined)}
      >
        All {body.unit}s
      </Button>
      <span className={classes["which"]} aria-live="polite">
        <strong>
          {body.unit === "item" ? "Item" : "Turn"} {count(index)}
        </strong>
        <span className={classes["word"]} data-tone={tone}>
          <Glyph size={14} stroke={2} aria-hidden /> {word}
        </span>
      </span>
      <Step label={`Previous ${body.unit}`} icon={IconChevronLeft} to={index - 1} total={total} onChoose={onChoose} />
      <Step label={`Next ${body.unit}`} icon={IconChevronRight} to={index + 1} total={total} onChoose={onChoose} />
    </div>
  );
}

interface StepProps {
  readonly label: string;
  readonly icon: typeof IconChevronLeft;
  readonly to: number;
  readonly total: number;
  readonly onChoose: (index: number) => void;
}

function Step({ label, icon: Glyph, to, total, onChoose }: StepProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={26}
        aria-label={label}
        disabled={to < 0 || to >= total}
        onClick={() => onChoose(to)}
      >
        <Glyph size={16} />
      </ActionIcon>
    </Tooltip>
  );
}

interface ItemDetailsProps {
  readonly body: BodyTrace;
  readonly index: number;
  readonly view: RunView;
  readonly graph: FlowGraph;
}

/** What an item is, why it failed, and what each step of the body did for it. */
export function ItemDetails({ body, index, view, graph }: ItemDetailsProps) {
  const item = at(body.items, index);
  const state = itemState(body, index);
  const failure = state === "failed" || state === "retrying" ? item?.failure : undefined;
  const steps = (item?.steps ?? []).flatMap((name) => stepOf(view, name) ?? []);
  return (
    <>
      {failure === undefined ? null : (
        <Notice tone={state === "failed" ? "bad" : "warn"} title={failure.message}>
          <span className={classes["code"]}>{failure.code}</span>
        </Notice>
      )}
      <Section title={`Steps of this ${body.unit}`}>
        {steps.length === 0 ? (
          <p className={classes["nothing"]}>{notBegun(body, index)}</p>
        ) : (
          <ol className={classes["steps"]}>
            {steps.map((step) => (
              <ItemStep
                key={step.key}
                step={step}
                name={graph.nodes.find(({ id }) => id === step.nodeId)?.label ?? step.nodeId}
              />
            ))}
          </ol>
        )}
      </Section>
      <ItemValue body={body} index={index} />
    </>
  );
}

export function ItemValue({ body, index }: Pick<ItemDetailsProps, "body" | "index">) {
  const value = itemValue(body, index);
  return value === undefined ? null : (
    <Section title="The item">
      <JsonTree value={value} what="item" />
    </Section>
  );
}

function ItemStep({ step, name }: { readonly step: StepView; readonly name: string }) {
  const [isOpen, setOpen] = useState(step.state === "failed");
  const look = step.state === "idle" ? stepStates.running : stepStates[step.state];
  const first = step.spans[0];
  return (
    <li className={classes["step"]}>
      <button type="button" className={classes["stepHead"]} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <span className={classes["state"]} data-tone={look.tone} title={look.word}>
          <look.icon size={15} stroke={2} aria-hidden />
          <VisuallyHidden>{look.word}, </VisuallyHidden>
        </span>
        <span className={classes["value"]}>{name}</span>
        {step.attempts.length > 1 ? <span className={classes["attempts"]}>×{step.attempts.length}</span> : null}
        <span className={classes["took"]}>{first ? <Duration from={first.from} to={step.spans.at(-1)?.to} /> : null}</span>
        <IconChevronDown size={14} className={classes["chevron"]} aria-hidden />
      </button>
      {isOpen ? (
        <div className={classes["stepBody"]}>
          {step.failure === undefined ? null : (
            <p className={classes["failure"]}>
              {step.failure.message} <span className={classes["code"]}>{step.failure.code}</span>
            </p>
          )}
          {step.output === undefined ? null : (
            <Section title="Output">
              <JsonTree value={step.output} what={`output of ${name}`} />
            </Section>
          )}
          {step.input === undefined ? null : (
            <Section title="Input">
              <JsonTree value={step.input} what={`input of ${name}`} />
            </Section>
          )}
          {step.output === undefined && step.input === undefined && step.failure === undefined ? (
            <p className={classes["nothing"]}>What it did is shown as soon as it is recorded.</p>
          ) : null}
        </div>
      ) : null}
    </li>
  );
}

function notBegun(body: BodyTrace, index: number): string {
  const state = itemState(body, index);
  if (state === "running") return "It is being worked on. Its steps are shown as soon as they are recorded.";
  if (state === "canceled") return "It was not begun: the step had ended before.";
  return state === "done" ? "No step was recorded for it." : "It has not been begun yet.";
}
