"use client";

import { Button, Group } from "@mantine/core";
import { IconPlayerPlay, IconPlayerStop } from "@tabler/icons-react";
import type { TryScope } from "#engine/runtime/tries.ts";
import { useDraft } from "#components/shared/draft/use-draft.ts";
import { RunStatusBadge } from "#components/ui/run-status.tsx";
import { formatDuration } from "#components/ui/time.ts";
import { useNow } from "#components/ui/use-now.ts";
import { useTry, useTryStore } from "./use-try.ts";
import { readInput } from "./try-store.ts";
import classes from "./try-panel.module.css";
import type { CurrentTry } from "./try-state.ts";

interface TryBarProps {
  /** The selected node, where it exists. */
  readonly nodeId: string | undefined;
}

const PARTS = [
  { type: "node", label: "Run this node", help: "Works out what it reads, then runs it alone" },
  { type: "upTo", label: "Run to here", help: "From the trigger to the selected node" },
  { type: "from", label: "Run from here", help: "The selected node and all that follows, with the data known before it" },
] as const;

/** What can be run, and how the try stands. */
export function TryBar({ nodeId }: TryBarProps) {
  const store = useTryStore();
  const current = useTry((state) => state.current);
  const label = useDraft(({ draft }) => draft.document.nodes.find(({ id }) => id === nodeId)?.name ?? nodeId);
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
        {PARTS.map(({ type, label: words, help }) => (
          <Button
            key={type}
            size="xs"
            variant="default"
            disabled={nodeId === undefined || !isReady}
            title={nodeId === undefined ? "Select a node first" : `${help}: ${label}`}
            onClick={() => nodeId !== undefined && run({ type, nodeId })}
          >
            {words}
          </Button>
        ))}
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
