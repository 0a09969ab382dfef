import { IconFlame, IconX } from "@tabler/icons-react";
import type { FlowHeat, NodeHeat } from "#engine/runtime/flow-heat.ts";
import type { CanvasMark, CanvasMarks } from "#components/shared/canvas/canvas-mark.ts";
import { count } from "#engine/core/count.ts";
import { formatDuration } from "#components/ui/time.ts";

/** Faster than this a step is not worth warming up for. */
const COOL_MS = 20;

/** What the canvas shows of the newest runs: how often a node was run, how long the slow ones took, how many failed. */
export function heatMarks({ nodes }: FlowHeat): CanvasMarks {
  const slowest = Math.max(COOL_MS, ...Object.values(nodes).map(({ p95Ms }) => p95Ms));
  const marks = Object.entries(nodes).map(([nodeId, heat]) => [nodeId, heatMark(heat, slowest)] as const);
  return { nodes: Object.fromEntries(marks), edges: {} };
}

function heatMark(heat: NodeHeat, slowest: number): CanvasMark {
  const { steps, failed, p95Ms } = heat;
  const words = [`${count(steps)}×`, `p95 ${formatDuration(p95Ms)}`, ...(failed > 0 ? [`${count(failed)} failed`] : [])];
  return {
    tone: failed > 0 ? "bad" : "quiet",
    icon: failed > 0 ? IconX : IconFlame,
    word: words.join(" · "),
    heat: warmth(p95Ms, slowest),
  };
}

/** On a scale of orders of magnitude: one step of a minute does not make ten of a second look like none. */
function warmth(ms: number, slowest: number): number {
  if (ms <= COOL_MS || slowest <= COOL_MS) return 0;
  return Math.round((Math.log(ms / COOL_MS) / Math.log(slowest / COOL_MS)) * 100) / 100;
}
