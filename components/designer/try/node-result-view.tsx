"use client";

import { Button, Group } from "@mantine/core";
import { IconFlask, IconPencil, IconPinnedOff, IconRefreshAlert } from "@tabler/icons-react";
import { useState } from "react";
import { setSample } from "#engine/core/edit/commands/set-sample.ts";
import type { JsonValue } from "#engine/core/json.ts";
import { DataView } from "#components/shared/data-view/data-view.tsx";
import { useDraft, useDraftStore } from "#components/shared/draft/use-draft.ts";
import { lastStep } from "#components/shared/run-view/run-view.ts";
import { Notice } from "#components/ui/notice.tsx";
import { JsonEntry } from "./json-entry.tsx";
import { useTry, useTryStore } from "./use-try.ts";
import classes from "./try-panel.module.css";
import { triggerOf } from "./try-input-text.ts";

/** The data of one node: its sample or its last result, and what can be done with it. */
export function NodeResultView({ nodeId }: { readonly nodeId: string }) {
  const node = useDraft(({ draft }) => draft.document.nodes.find(({ id }) => id === nodeId));
  const sample = useDraft(({ draft }) => draft.samples[nodeId]);
  const result = useTry(({ results }) => results[nodeId]);
  const input = useTry(({ current }) => current && lastStep(current.view, nodeId)?.input);
  const [isEditing, setEditing] = useState(false);
  const pin = usePin(nodeId);
  const output = result?.tried.output;
  const shown = sample ?? output;
  if (!node) return null;
  return (
    <section className={classes["result"]} aria-label={`Data of ${node.name ?? nodeId}`}>
      <div className={classes["resultHead"]}>
        <h3>{node.name ?? nodeId}</h3>
        <PinButtons
          isPinned={sample !== undefined}
          canPin={output !== undefined}
          onPin={() => pin(output)}
          onUnpin={() => pin(undefined)}
          onEdit={() => setEditing(true)}
        />
      </div>
      {sample === undefined ? <ResultTrouble nodeId={nodeId} /> : null}
      {isEditing ? (
        <JsonEntry
          label="Sample, used by tries instead of running the node"
          initial={shown ?? {}}
          submit="Pin it"
          onSubmit={(value) => {
            pin(value);
            setEditing(false);
          }}
          onCancel={() => setEditing(false)}
        />
      ) : shown === undefined ? (
        <p className={classes["hint"]}>
          {result ? "It gave nothing." : "No result yet. Run it, or pin a sample that stands for its result."}
        </p>
      ) : (
        <ShownData nodeId={nodeId} value={shown} what={sample === undefined ? "output" : "sample"} input={input} />
      )}
      {input === undefined || isEditing ? null : (
        <details className={classes["wentIn"]}>
          <summary>What went in</summary>
          <DataView value={input} what="input" />
        </details>
      )}
      <AnswerNote nodeId={nodeId} />
    </section>
  );
}

/** Why the last result is not to be trusted, and how it failed. Says nothing of a sample, which is neither. */
function ResultTrouble({ nodeId }: { readonly nodeId: string }) {
  const stale = useTry((state) => state.stale[nodeId]);
  const failure = useTry(({ results }) => results[nodeId]?.tried.failure);
  return (
    <>
      {stale ? (
        <p className={classes["stale"]}>
          <IconRefreshAlert size={14} aria-hidden /> Stale: {stale.reason}.
        </p>
      ) : null}
      {failure ? (
        <Notice tone="bad" title={failure.message}>
          <span className={classes["code"]}>{failure.code}</span>
        </Notice>
      ) : null}
    </>
  );
}

interface ShownDataProps {
  readonly nodeId: string;
  readonly value: JsonValue;
  readonly what: "output" | "sample";
  readonly input: JsonValue | undefined;
}

/** With the way on which expressions reach it, and beside what went in. */
function ShownData({ nodeId, value, what, input }: ShownDataProps) {
  const path = useIsTrigger(nodeId) ? "input" : `steps.${nodeId}`;
  const compared = input === undefined ? {} : { compare: { value: input, what: "input" } };
  return <DataView value={value} what={what} path={path} {...compared} />;
}

function useIsTrigger(nodeId: string): boolean {
  const trigger = useTry((state) => state.trigger);
  return useDraft(({ draft }) => triggerOf({ trigger }, draft)?.id === nodeId);
}

function usePin(nodeId: string): (value: JsonValue | undefined) => void {
  const drafts = useDraftStore();
  return (value) => void drafts.perform(setSample(drafts.getState().draft, nodeId, value));
}

interface PinButtonsProps {
  readonly isPinned: boolean;
  readonly canPin: boolean;
  readonly onPin: () => void;
  readonly onUnpin: () => void;
  readonly onEdit: () => void;
}

function PinButtons({ isPinned, canPin, onPin, onUnpin, onEdit }: PinButtonsProps) {
  return (
    <Group gap={4}>
      {isPinned ? (
        <Button size="compact-xs" variant="default" leftSection={<IconPinnedOff size={13} aria-hidden />} onClick={onUnpin}>
          Unpin
        </Button>
      ) : canPin ? (
        <Button size="compact-xs" variant="default" leftSection={<IconFlask size={13} aria-hidden />} onClick={onPin}>
          Pin as sample
        </Button>
      ) : null}
      <Button size="compact-xs" variant="default" leftSection={<IconPencil size={13} aria-hidden />} onClick={onEdit}>
        {isPinned ? "Edit sample" : "Write a sample"}
      </Button>
    </Group>
  );
}

function AnswerNote({ nodeId }: { readonly nodeId: string }) {
  const store = useTryStore();
  const isAnswered = useTry(({ answers }) => answers[nodeId] !== undefined);
  if (!isAnswered) return null;
  return (
    <p className={classes["note"]}>
      Your answer stands for this node in further tries.{" "}
      <Button size="compact-xs" variant="subtle" onClick={() => store.getState().forgetAnswers(nodeId)}>
        Forget it
      </Button>
    </p>
  );
}
