"use client";

import { IconCheck, IconFlask, IconHelpCircle, IconLoader2, IconRefreshAlert, IconX, type Icon } from "@tabler/icons-react";
import { useDraft } from "#components/shared/draft/use-draft.ts";
import { useTry } from "./use-try.ts";
import classes from "./node-try-badge.module.css";
import type { TryRowState } from "./try-rows.ts";

interface StateLook {
  readonly icon: Icon;
  readonly tone: "good" | "bad" | "warn" | "info";
}

export const tryStateLooks: Readonly<Record<Exclude<TryRowState, "never">, StateLook>> = {
  done: { icon: IconCheck, tone: "good" },
  failed: { icon: IconX, tone: "bad" },
  asked: { icon: IconHelpCircle, tone: "warn" },
  running: { icon: IconLoader2, tone: "info" },
};

/** On a card: the last result of the node in tries, whether it still holds, and whether it has a sample. */
export function NodeTryBadge({ nodeId }: { readonly nodeId: string }) {
  const result = useTry(({ results }) => results[nodeId]?.tried.state);
  const isAsked = useTry(({ current }) => current?.result?.nodes[nodeId]?.state === "asked");
  /** The canvas shows the try itself; what is left are results of earlier ones. */
  const isOnCanvas = useTry(({ current }) => current?.view.nodes[nodeId] !== undefined);
  const stale = useTry((state) => state.stale[nodeId]?.reason);
  const isPinned = useDraft(({ draft }) => Object.hasOwn(draft.samples, nodeId));
  const state = isAsked ? "asked" : result;
  return (
    <>
      {stale !== undefined && !isAsked ? (
        <Mark tone="warn" icon={IconRefreshAlert} text={`Result is stale: ${stale}`} />
      ) : state === undefined || isOnCanvas ? null : (
        <Mark {...tryStateLooks[state]} text={STATE_TEXTS[state]} />
      )}
      {isPinned ? <Mark tone="info" icon={IconFlask} text="Tries use its sample" /> : null}
    </>
  );
}

const STATE_TEXTS = {
  done: "Done in the last try",
  failed: "Failed in the last try",
  asked: "The try needs an answer here",
  running: "Running",
} as const;

function Mark({ tone, icon: Glyph, text }: StateLook & { readonly text: string }) {
  return (
    <span className={classes["mark"]} data-tone={tone} title={text} role="img" aria-label={text}>
      <Glyph size={12} stroke={2.25} aria-hidden />
    </span>
  );
}
