"use client";

import { Handle, Position } from "@xyflow/react";
import { IconArrowBackUp, IconBolt, IconPlus } from "@tabler/icons-react";
import { useContext, type MouseEvent } from "react";
import { ERROR_PORT } from "#engine/core/node-definition.ts";
import classes from "./box-outputs.module.css";
import { BoxEditingContext, DRAW_ERROR, DRAW_UNDO, type Output } from "./canvas-editing.ts";
import { BOTTOM_ANCHOR, UNDO_PORT, type GraphNode } from "./flow-graph.ts";
import { DRAW_AT, HEAD_MIDDLE } from "./node-handles.ts";

interface OutputHandleProps {
  readonly node: GraphNode;
  /** Absent for the only output of a node. */
  readonly port?: string;
  readonly isUsed: boolean;
}

/** An output at the right of a box. In the designer it is dragged to what follows, or pressed to add something new. */
export function OutputHandle({ node, port, isUsed }: OutputHandleProps) {
  const editing = useContext(BoxEditingContext);
  const output: Output = { nodeId: node.id, ...(port === undefined ? {} : { port }) };
  const isEditable = editing !== undefined && node.defaultPort !== undefined;
  return (
    <Handle
      {...(port === undefined ? {} : { id: port })}
      type="source"
      position={Position.Right}
      className={classes[isUsed || (port !== undefined && !editing) ? "handle" : isEditable ? "free" : "hidden"]}
      isConnectable={isEditable}
      style={port === undefined && !node.isContainer ? { top: HEAD_MIDDLE } : undefined}
      {...(isEditable ? { onClick: press(editing.onOutput, output) } : {})}
    >
      {isEditable ? <IconPlus className={classes["plus"]} size={11} stroke={2.5} aria-hidden /> : null}
    </Handle>
  );
}

/** Where lines come in at the left. */
export function InputHandle({ node }: { readonly node: GraphNode }) {
  const isEditable = useContext(BoxEditingContext) !== undefined;
  return (
    <Handle
      type="target"
      position={Position.Left}
      className={classes[node.hasLineIn ? "handle" : isEditable ? "entry" : "hidden"]}
      isConnectable={isEditable}
      style={node.isContainer ? undefined : { top: HEAD_MIDDLE }}
    />
  );
}

/** Anchors of lines that leave or enter a box elsewhere, and in the designer where such lines are drawn out. */
export function LowerHandles({ node }: { readonly node: GraphNode }) {
  const editing = useContext(BoxEditingContext);
  const mayFail = node.hasInput && node.defaultPort !== undefined;
  return (
    <>
      {[ERROR_PORT, UNDO_PORT, BOTTOM_ANCHOR].map((id) => (
        <Handle key={id} id={id} type="source" position={Position.Bottom} className={classes["hidden"]} isConnectable={false} />
      ))}
      <Handle
        id="top"
        type="target"
        position={Position.Top}
        className={classes["hidden"]}
        isConnectable={editing !== undefined}
      />
      {editing && mayFail ? (
        <>
          <Handle
            id={DRAW_ERROR}
            type="source"
            position={Position.Bottom}
            className={classes["draw"]}
            data-kind="error"
            title="On error: drag to what follows a failure"
            style={{ left: `${DRAW_AT[DRAW_ERROR] * 100}%` }}
            onClick={press(editing.onOutput, { nodeId: node.id, kind: "error" })}
          >
            <IconBolt size={11} stroke={2.25} aria-hidden />
          </Handle>
          <Handle
            id={DRAW_UNDO}
            type="source"
            position={Position.Bottom}
            className={classes["draw"]}
            data-kind="compensation"
            title="Undo: drag to what undoes this step"
            style={{ left: `${DRAW_AT[DRAW_UNDO] * 100}%` }}
            onClick={press(editing.onOutput, { nodeId: node.id, kind: "compensation" })}
          >
            <IconArrowBackUp size={11} stroke={2.25} aria-hidden />
          </Handle>
        </>
      ) : null}
    </>
  );
}

const press =
  (onOutput: (output: Output, at: { readonly x: number; readonly y: number }) => void, output: Output) =>
  (event: MouseEvent): void => {
    event.stopPropagation();
    onOutput(output, { x: event.clientX, y: event.clientY });
  };

/** Problems, samples and comments of a box. */
export function BoxBadges({ nodeId }: { readonly nodeId: string }) {
  const editing = useContext(BoxEditingContext);
  return editing ? <editing.NodeBadges nodeId={nodeId} /> : null;
}
