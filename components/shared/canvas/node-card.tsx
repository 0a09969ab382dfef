"use client";

import { NodeToolbar, Position, useStore, type NodeProps } from "@xyflow/react";
import { IconArrowUpRight } from "@tabler/icons-react";
import { memo, type CSSProperties } from "react";
import { Link } from "#components/ui/link.tsx";
import type { CanvasMark } from "./canvas-mark.ts";
import { drawnAlike, type CanvasNode } from "./canvas-node.ts";
import { BoxHead } from "./box-head.tsx";
import { BoxBadges, InputHandle, LowerHandles, OutputHandle } from "./box-outputs.tsx";
import { portTop } from "./flow-graph.ts";
import { MarkFlag } from "./mark-flag.tsx";
import classes from "./node-card.module.css";
import { StateFlag } from "./state-flag.tsx";
import { stepStates } from "./step-state.ts";
import { detailOf, type Detail } from "./zoom-level.ts";

const ICON_SIZE: Readonly<Record<Exclude<Detail, "dot">, number>> = { full: 16, compact: 20, tile: 40 };

/** A node of the flow; zoomed out, only its name, and from afar a tile with its icon and a large name below. */
function Card({ data: { node, run, mark }, selected }: NodeProps<CanvasNode>) {
  const detail = useStore(detailOf);
  const state = run?.state ?? "idle";
  const look = {
    "data-category": node.category,
    "data-tone": state === "idle" ? mark?.tone : stepStates[state].tone,
    "data-heat": mark?.heat === undefined ? undefined : true,
    "data-selected": selected || undefined,
  };
  if (detail === "dot") return <div className={classes["dot"]} style={{ height: node.height, ...heatStyle(mark) }} {...look} />;
  return (
    <div
      className={classes["card"]}
      {...look}
      data-state={state}
      data-detail={detail}
      style={{ height: node.height, ...heatStyle(mark) }}
    >
      {node.hasInput ? <InputHandle node={node} /> : null}
      <div className={classes["head"]}>
        <BoxHead node={node} detail={detail} iconSize={ICON_SIZE[detail]} classes={classes} />
      </div>
      {node.ports.map((port, index) => (
        <div key={port.name} className={classes["port"]} style={detail === "tile" ? { top: portTop(index) } : undefined}>
          {detail === "tile" ? null : <span className={classes["portName"]}>{port.label}</span>}
          <OutputHandle node={node} port={port.name} isUsed={node.usedPorts.includes(port.name)} />
        </div>
      ))}
      {node.ports.length === 0 ? <OutputHandle node={node} isUsed={node.hasLineOut} /> : null}
      <LowerHandles node={node} />
      {detail === "tile" ? null : <BoxBadges nodeId={node.id} />}
      {run && state !== "idle" ? <StateFlag run={run} detail={detail} /> : mark ? <MarkFlag mark={mark} detail={detail} /> : null}
      {run?.childRunId !== undefined && !run.counts && detail !== "tile" ? <ChildRun runId={run.childRunId} /> : null}
    </div>
  );
}

const heatStyle = (mark: CanvasMark | undefined): CSSProperties =>
  mark?.heat === undefined ? {} : ({ "--heat": mark.heat } as CSSProperties);

/** The way to the run that a sub-flow started. It hangs on the card and is no part of it: a card is a button already. */
function ChildRun({ runId }: { readonly runId: string }) {
  return (
    <NodeToolbar isVisible position={Position.Bottom} offset={6}>
      <Link href={`/runs/${runId}`} className={classes["child"] ?? ""}>
        Its run <IconArrowUpRight size={12} aria-hidden />
      </Link>
    </NodeToolbar>
  );
}

export const NodeCard = memo(Card, drawnAlike);
