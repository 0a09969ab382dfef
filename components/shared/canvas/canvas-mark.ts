import type { Icon } from "@tabler/icons-react";

/** What a page says about a node or an edge of its flow, other than what a run did there: it was added, it often fails. */
export interface CanvasMark {
  readonly tone: "info" | "warn" | "good" | "bad" | "quiet";
  readonly icon: Icon;
  readonly word: string;
  /** How warm a node is drawn, from 0 to 1. */
  readonly heat?: number;
}

/** By the ids of the graph. A mark that stays the same must stay the same object. */
export interface CanvasMarks {
  readonly nodes: Readonly<Record<string, CanvasMark>>;
  readonly edges: Readonly<Record<string, CanvasMark>>;
}
