"use client";

import { useStore, type NodeProps } from "@xyflow/react";
import { memo } from "react";
import { count } from "#engine/core/count.ts";
import { BoxBadges, InputHandle, LowerHandles, OutputHandle } from "./box-outputs.tsx";
import { BoxHead } from "./box-head.tsx";
import { drawnAlike, type CanvasNode } from "./canvas-node.ts";
import classes from "./container-frame.module.css";
import { MarkFlag } from "./mark-flag.tsx";
import { StateFlag } from "./state-flag.tsx";
import { stepStates, type BodyProgress } from "./step-state.ts";
import { detailOf, type Detail } from "./zoom-level.ts";

const ICON_SIZE: Readonly<Record<Detail, number>> = { full: 16, compact: 20, tile: 28, dot: 28 };

/** A container as the frame around its body: its head says what it repeats, and in a run how far it is. */
function Frame({ data: { node, run, mark, isEmpty }, selected }: NodeProps<CanvasNode>) {
  const detail = useStore(detailOf);
  const state = run?.state ?? "idle";
  const progress = run?.progress;
  const look = {
    className: classes["frame"],
    "data-state": state,
    "data-tone": state === "idle" ? mark?.tone : stepStates[state].tone,
    "data-selected": selected || undefined,
    "data-detail": detail,
    style: { width: node.width, height: node.height },
  };
  if (detail === "dot") return <div {...look} />;
  return (
    <div {...look}>
      <InputHandle node={node} />
      <div className={classes["head"]}>
        <BoxHead node={node} detail={detail} iconSize={ICON_SIZE[detail]} classes={classes} />
        {progress && progress.unit !== "pass" ? <Figures progress={progress} detail={detail} /> : null}
      </div>
      {progress && progress.unit !== "pass" ? <ProgressBar progress={progress} /> : <div className={classes["rule"]} />}
      {isEmpty ? <p className={classes["empty"]}>Nothing inside yet</p> : null}
      <OutputHandle node={node} isUsed={node.hasLineOut} />
      <LowerHandles node={node} />
      {detail === "tile" ? null : <BoxBadges nodeId={node.id} />}
      {run && state !== "idle" ? <StateFlag run={run} detail={detail} /> : mark ? <MarkFlag mark={mark} detail={detail} /> : null}
    </div>
  );
}

interface FiguresProps {
  readonly progress: BodyProgress;
  readonly detail: Detail;
}

function Figures({ progress: { unit, total, done, failed, running, concurrency, chosen }, detail }: FiguresProps) {
  if (detail === "tile") return null;
  if (chosen !== undefined)
    return (
      <span className={classes["chosen"]}>
        {unit} {count(chosen)}
      </span>
    );
  return (
    <span className={classes["figures"]}>
      <span className={classes["reached"]}>
        {total === undefined ? `${unit} ${count(done + running)}` : reachedText(done, total, detail)}
      </span>
      {detail === "full" ? (
        <span className={classes["now"]}>
          {failed > 0 ? <span className={classes["failed"]}>{count(failed)} failed</span> : null}
          {running > 0 && concurrency !== undefined ? <span>{count(running)} at once</span> : null}
        </span>
      ) : null}
    </span>
  );
}

/** Zoomed out, long figures would leave no room for the name. */
const reachedText = (done: number, total: number, detail: Detail): string =>
  detail === "full" || total < 1_000 ? `${count(done)} of ${count(total)}` : `${Math.floor((done / total) * 100)} %`;

/** Done, failed and running parts of the whole; a part that exists is wide enough to be seen. */
function ProgressBar({ progress: { total, done, failed, running, retrying } }: { readonly progress: BodyProgress }) {
  const parts = { done, failed, retrying, running };
  const whole = total ?? done + failed + running;
  return (
    <div className={classes["bar"]} aria-hidden>
      {Object.entries(parts).map(([part, number]) =>
        number === 0 ? null : (
          <span key={part} data-part={part} style={{ width: `max(4px, ${(number / Math.max(1, whole)) * 100}%)` }} />
        ),
      )}
    </div>
  );
}

export const ContainerFrame = memo(Frame, drawnAlike);
