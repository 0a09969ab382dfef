"use client";

import { ViewportPortal } from "@xyflow/react";
import { memo, useMemo, type CSSProperties } from "react";
import type { CanvasMark, CanvasMarks } from "./canvas-mark.ts";
import classes from "./far-view.module.css";
import type { EdgeRunState } from "./flow-edge.tsx";
import type { FlowGraph, GraphEdge, GraphNode } from "./flow-graph.ts";
import { stepStates, type NodeRunState } from "./step-state.ts";

interface FarViewProps {
  readonly graph: FlowGraph;
  readonly runs:
    | { readonly nodes: Readonly<Record<string, NodeRunState>>; readonly edges: Readonly<Record<string, EdgeRunState>> }
    | undefined;
  readonly marks: CanvasMarks | undefined;
  readonly selected: ReadonlySet<string>;
  readonly onSelect: (nodeId: string) => void;
}

/**
 * A large flow seen from afar: boxes by place and color, straight lines. One picture instead of a thousand cards, each of
 * which would have to hear of every move of the canvas. A box is chosen by pressing it, and read by coming nearer.
 */
export const FarView = memo(function FarView({ graph, runs, marks, selected, onSelect }: FarViewProps) {
  const paths = useMemo(() => pathsByLook(graph, runs?.edges, marks?.edges), [graph, marks?.edges, runs?.edges]);
  const boxes = useMemo(
    () => graph.nodes.map((node) => <Box key={node.id} node={node} run={runs?.nodes[node.id]} mark={marks?.nodes[node.id]} />),
    [graph, marks?.nodes, runs?.nodes],
  );
  return (
    <ViewportPortal>
      <svg
        className={classes["picture"]}
        role="img"
        aria-label={`The flow from afar: ${graph.nodes.length} nodes. Come nearer to read them.`}
        onClick={({ target }) => {
          const id = target instanceof SVGElement ? target.dataset["id"] : undefined;
          if (id !== undefined) onSelect(id);
        }}
      >
        {[...paths].map(([look, path]) => (
          <path key={look} data-look={look} d={path} />
        ))}
        {boxes}
        {graph.nodes.flatMap(({ id, x, y, width, height }) =>
          selected.has(id)
            ? [
                <rect
                  key={id}
                  className={classes["chosen"]}
                  x={x - 14}
                  y={y - 14}
                  width={width + 28}
                  height={height + 28}
                  rx={24}
                />,
              ]
            : [],
        )}
      </svg>
    </ViewportPortal>
  );
});

interface BoxProps {
  readonly node: GraphNode;
  readonly run: NodeRunState | undefined;
  readonly mark: CanvasMark | undefined;
}

const Box = memo(function Box({ node, run, mark }: BoxProps) {
  const state = run?.state ?? "idle";
  const tone = state === "idle" ? mark?.tone : stepStates[state].tone;
  return (
    <rect
      data-id={node.id}
      data-category={node.isContainer ? "container" : node.category}
      data-tone={tone}
      data-heat={mark?.heat === undefined ? undefined : true}
      style={mark?.heat === undefined ? undefined : ({ "--heat": mark.heat } as CSSProperties)}
      x={node.x}
      y={node.y}
      width={node.width}
      height={node.height}
      rx={10}
    />
  );
});

type EdgeMarks = CanvasMarks["edges"] | undefined;

function pathsByLook(graph: FlowGraph, runs: Readonly<Record<string, EdgeRunState>> | undefined, marks: EdgeMarks) {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const paths = new Map<string, string>();
  for (const edge of graph.edges) {
    const [from, to] = [nodes.get(edge.from), nodes.get(edge.to)];
    if (!from || !to) continue;
    const look = lookOf(edge, runs?.[edge.id], marks);
    paths.set(look, `${paths.get(look) ?? ""}${lineOf(edge, from, to)}`);
  }
  return paths;
}

function lookOf(edge: GraphEdge, run: EdgeRunState | undefined, marks: EdgeMarks): string {
  const mark = marks?.[edge.id];
  if (mark) return mark.tone;
  if (edge.kind !== "flow") return edge.kind === "error" ? "bad" : "warn";
  return run?.flowing ? "info" : run?.taken ? "taken" : "plain";
}

/** From side to side, as the line does when it is seen from near. */
function lineOf({ sides }: GraphEdge, from: GraphNode, to: GraphNode): string {
  const start = sides.leaves === "right" ? [from.x + from.width, from.y + 29] : [from.x + from.width / 2, from.y + from.height];
  const end = sides.enters === "left" ? [to.x, to.y + 29] : [to.x + to.width / 2, to.y];
  return `M${start.join(" ")}L${end.join(" ")}`;
}
