"use client";

import { IconBraces, IconFlask, IconRefreshAlert } from "@tabler/icons-react";
import { useMemo } from "react";
import { useDraft } from "#components/shared/draft/use-draft.ts";
import { NodeIcon } from "#components/ui/icons.tsx";
import { selectedNode, useDesigner } from "../designer-context.ts";
import { tryStateLooks } from "./node-try-badge.tsx";
import { useTry } from "./use-try.ts";
import type { ShownPart } from "./try-panel.tsx";
import { tryRows, type TryRow } from "./try-rows.ts";
import classes from "./try-panel.module.css";

interface TryStepsProps {
  readonly isInputShown: boolean;
  readonly onShow: (part: ShownPart) => void;
}

/** The nodes that have been tried, each with how it went and whether that still holds. */
export function TrySteps({ isInputShown, onShow }: TryStepsProps) {
  const draft = useDraft((state) => state.draft);
  const current = useTry((state) => state.current);
  const results = useTry((state) => state.results);
  const stale = useTry((state) => state.stale);
  const rows = useMemo(() => tryRows({ current, results, stale }, draft), [current, draft, results, stale]);
  const selected = useDesigner(selectedNode);
  const select = useDesigner((state) => state.select);
  return (
    <section className={classes["steps"]} aria-label="Steps of the try">
      <button
        type="button"
        className={classes["inputStep"]}
        aria-current={isInputShown || undefined}
        onClick={() => onShow("input")}
      >
        <IconBraces size={16} aria-hidden /> Input
      </button>
      {rows.length === 0 ? (
        <p className={classes["hint"]}>
          The steps appear here as they run. Waits take no time, and every call asks first or uses the sample of its node.
        </p>
      ) : (
        <ul className={classes["list"]}>
          {rows.map((row) => (
            <Step
              key={row.nodeId}
              row={row}
              isSelected={row.nodeId === selected}
              onPress={() => {
                onShow("detail");
                select([row.nodeId]);
              }}
            />
          ))}
        </ul>
      )}
    </section>
  );
}

interface StepProps {
  readonly row: TryRow;
  readonly isSelected: boolean;
  readonly onPress: () => void;
}

function Step({ row, isSelected, onPress }: StepProps) {
  const { label, icon, state, word, source, stale, isPinned, isCurrent } = row;
  const look = state === "never" ? undefined : tryStateLooks[state];
  const Glyph = look?.icon;
  return (
    <li>
      <button
        type="button"
        className={classes["step"]}
        aria-current={isSelected || undefined}
        data-earlier={!isCurrent || undefined}
        onClick={onPress}
      >
        <NodeIcon name={icon} size={16} />
        <span className={classes["stepText"]}>
          <span className={classes["stepName"]}>{label}</span>
          <span className={classes["stepNote"]}>
            {[word, source, isCurrent ? undefined : "earlier"].filter(Boolean).join(", ")}
          </span>
          {stale ? (
            <span className={classes["stale"]}>
              <IconRefreshAlert size={12} aria-hidden /> {stale.reason}
            </span>
          ) : null}
        </span>
        {isPinned ? <IconFlask size={14} role="img" aria-label="has a sample" className={classes["pin"]} /> : null}
        {Glyph && look ? (
          <Glyph size={14} stroke={2.25} aria-hidden className={classes["stepState"]} data-tone={look.tone} />
        ) : null}
      </button>
    </li>
  );
}
