import { NodeIcon } from "#components/ui/icons.tsx";
import head from "./box-head.module.css";
import type { GraphNode } from "./flow-graph.ts";
import { UndoMark } from "./undo-mark.tsx";
import type { Detail } from "./zoom-level.ts";

interface BoxHeadProps {
  readonly node: GraphNode;
  readonly detail: Detail;
  readonly iconSize: number;
  /** Those of the box, by which it draws `icon`, `text` and `label` differently when zoomed out. */
  readonly classes: Readonly<Record<string, string>>;
}

/** Icon, name and, close by, what the box does. */
export const BoxHead = ({ node, detail, iconSize, classes }: BoxHeadProps) => (
  <>
    <span className={classes["icon"]}>
      <NodeIcon name={node.icon} size={iconSize} />
    </span>
    <span className={classes["text"]}>
      <span className={classes["label"]}>{node.label}</span>
      {detail === "full" ? <span className={head["summary"]}>{node.summary}</span> : null}
    </span>
    {node.undoRole ? <UndoMark role={node.undoRole} size={iconSize} detail={detail} /> : null}
  </>
);
