"use client";

import { Button, Group } from "@mantine/core";
import { IconPlayerPlay, IconPlayerStop } from "@tabler/icons-react";
import type { TryScope } from "#engine/runtime/tries.ts";
import { useDraft } from "#components/shared/draft/use-draft.ts";
import { RunStatusBadge } from "#components/ui/run-status.tsx";
import { formatDuration } from "#components/ui/time.ts";
import { useNow } from "#components/ui/use-now.ts";
import { groupOf } from "../groups/group-boxes.ts";
import { useTry, useTryStore } from "./use-try.ts";
import { readInput } from "./try-store.ts";
import classes from "./try-panel.module.css";
import type { CurrentTry } from "./try-state.ts";

interface TryBarProps {
  /** Nodes that are selected and exist. */
  readonly nodeIds: readonly string[];
}

const PARTS = [
  { type: "node", label: "Run this node", help: "Works out what it reads, then runs it alone" },
  { type: "upTo", label: "Run to here", help: "From the trigger to the selected node" },
  { type: "from", label: "Run from here", help: "The selected node and all that follows, with the data known before it" },
] as const;

/** What can be run, and how the try stands. */
export function TryBar({ nodeIds }: TryBarProps) {
  const store = useTryStore();
  const current = useTry((state) => state.current);
  const draft = useDraft((state) => state.draft);
  const isReady = useTry((state) => readInput(state, draft) !== undefined);
  const run = (scope: TryScope): void => store.getState().run(scope);
  return (
    <div className={classes["bar"]}>
      <Group gap={6}>
        <Button
          size="xs"
          leftSection={<IconPlayerPlay size={14} aria-hidden />}
          disabled={!isReady}
          onClick={() => run({ type: "flow" })}
        >
          Try flow
        </Button>
        {nodeIds.length > 1 ? (
          <SeveralNodes nodeIds={nodeIds} isReady={isReady} onRun={run} />
        ) : (
          <OneNode nodeId={nodeIds[0]} isReady={isReady} onRun={run} />
        )}
      </Group>
      <div className={classes["standing"]} role="status">
        {current ? <Standing current={current} /> : <span>Nothing is called for real unless you say so.</span>}
      </div>
      {current?.isRunning ? (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlayerStop size={14} aria-hidden />}
          onClick={() => store.getState().cancel()}
        >
          Cancel
        </Button>
      ) : null}
    </div>
  );
}

interface PartsProps {
  readonly isReady: boolean;
  readonly onRun: (scope: TryScope) => void;
}

function OneNode({ nodeId, isReady, onRun }: PartsProps & { readonly nodeId: string | undefined }) {
  const label = useDraft(({ draft }) => draft.document.nodes.find(({ id }) => id === nodeId)?.name ?? nodeId);
  return PARTS.map(({ type, label: words, help }) => (
    <Button
      key={type}
      size="xs"
      variant="default"
      disabled={nodeId === undefined || !isReady}
      title={nodeId === undefined ? "Select a node first" : `${help}: ${label}`}
      onClick={() => nodeId !== undefined && onRun({ type, nodeId })}
    >
      {words}
    </Button>
  ));
}

/** The nodes of a group, or any others that are selected together. */
function SeveralNodes({ nodeIds, isReady, onRun }: PartsProps & { readonly nodeIds: readonly string[] }) {
  const isGroup = useDraft(({ draft: { layout } }) => {
    const groupId = groupOf(layout, nodeIds);
    return groupId !== undefined && layout.groups?.[groupId]?.nodes.length === nodeIds.length;
  });
  return (
    <Button
      size="xs"
      variant="default"
      disabled={!isReady}
      title="Works out what they read, then runs them with what lies between them"
      onClick={() => onRun({ type: "nodes", nodeIds })}
    >
      {isGroup ? "Run this group" : `Run these ${nodeIds.length} nodes`}
    </Button>
  );
}

function Standing({ current }: { readonly current: CurrentTry }) {
  const { isRunning, result, refused, trouble, startedAtMs, view } = current;
  if (isRunning)
    return (
      <>
        <RunStatusBadge status="running" />
        <Elapsed from={startedAtMs} />
        <span>{view.seq === 0 ? "" : `${view.seq} events`}</span>
      </>
    );
  if (refused) return <span className={classes["bad"]}>Cannot be run like this</span>;
  if (trouble !== undefined) return <span>{trouble}</span>;
  if (!result) return null;
  const questions = result.questions.length;
  return (
    <>
      {questions > 0 ? (
        <span className={classes["warn"]}>{questions === 1 ? "Needs your answer" : `Needs ${questions} answers`}</span>
      ) : (
        <RunStatusBadge status={result.status} />
      )}
      <span>{formatDuration(result.durationMs)}</span>
    </>
  );
}

function Elapsed({ from }: { readonly from: number }) {
  const now = useNow(250);
  return <span aria-hidden>{formatDuration(now - from)}</span>;
}
