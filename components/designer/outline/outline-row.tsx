"use client";

import { ActionIcon, Menu, TextInput } from "@mantine/core";
import { IconArrowBackUp, IconArrowNarrowRight, IconBolt, IconDots } from "@tabler/icons-react";
import { memo, useState, type KeyboardEvent, type MouseEvent } from "react";
import { setNodeField } from "#engine/core/edit/commands/set-node-field.ts";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import type { FlowGraph, GraphNode } from "#components/shared/canvas/flow-graph.ts";
import { UndoMark } from "#components/shared/canvas/undo-mark.tsx";
import { undoRoleWords } from "#components/shared/canvas/undo-role.ts";
import { FoldArrow } from "#components/ui/fold-arrow.tsx";
import { NodeIcon } from "#components/ui/icons.tsx";
import { useDesigner } from "../designer-context.ts";
import { useSession } from "../session/designer-session.ts";
import { NodeTryBadge } from "../try/node-try-badge.tsx";
import type { OutlineRow } from "./outline-rows.ts";
import type { NodeItem, WayItem } from "./outline-tree.ts";
import classes from "./outline.module.css";
import type { OutlineAction } from "./use-outline.ts";

interface OutlineRowProps {
  readonly id: string;
  readonly row: OutlineRow;
  readonly graph: FlowGraph;
  readonly start: number;
  readonly isActive: boolean;
  readonly isRenaming: boolean;
  readonly canEdit: boolean;
  readonly onPress: (event: MouseEvent) => void;
  readonly onToggle: () => void;
  readonly onGoTo: (nodeId: string) => void;
  readonly onAct: (action: OutlineAction) => void;
  readonly onRenamed: () => void;
}

const INDENT = 18;

export const OutlineRowView = memo(function OutlineRowView(props: OutlineRowProps) {
  const { id, row, graph, start, isActive, isRenaming, canEdit, onPress, onToggle, onAct } = props;
  const { item, level, place, siblings, isOpen } = row;
  const isSelected = useDesigner(({ selection }) =>
    item.type === "node" ? selection.nodes.has(item.key) : selection.edges.has(item.key),
  );
  return (
    <div
      id={id}
      role="treeitem"
      aria-level={level}
      aria-posinset={place}
      aria-setsize={siblings}
      aria-selected={isSelected}
      aria-label={item.type === "node" ? spokenNode(item, graph) : spokenWay(item, graph)}
      {...(isOpen === undefined ? {} : { "aria-expanded": isOpen })}
      className={classes["row"]}
      data-active={isActive || undefined}
      data-selected={isSelected || undefined}
      style={{ insetBlockStart: start, paddingInlineStart: 4 + (level - 1) * INDENT }}
      onClick={onPress}
    >
      <span
        className={classes["toggle"]}
        aria-hidden
        onClick={(event) => {
          event.stopPropagation();
          onToggle();
        }}
      >
        {isOpen === undefined ? null : <FoldArrow isOpen={isOpen} />}
      </span>
      {item.type === "way" ? (
        <Way way={item} graph={graph} onGoTo={props.onGoTo} />
      ) : isRenaming ? (
        <NameEntry node={item.node} onDone={props.onRenamed} />
      ) : (
        <NodeLine node={item.node} />
      )}
      {canEdit && !isRenaming ? <RowMenu item={item} onAct={onAct} /> : null}
    </div>
  );
});

function NodeLine({ node }: { readonly node: GraphNode }) {
  const errors = useDesigner(({ problemsByNode }) => problemsByNode.get(node.id)?.length ?? 0);
  return (
    <>
      <span className={classes["icon"]} data-category={node.category}>
        <NodeIcon name={node.icon} size={14} />
      </span>
      <span className={classes["label"]} dir="auto">
        {node.label}
      </span>
      <span className={classes["summary"]}>{node.summary}</span>
      <span className={classes["marks"]}>
        {node.undoRole ? <UndoMark role={node.undoRole} size={14} /> : null}
        {errors > 0 ? <span className={classes["errors"]}>{errors === 1 ? "1 problem" : `${errors} problems`}</span> : null}
        <NodeTryBadge nodeId={node.id} />
      </span>
    </>
  );
}

interface WayProps {
  readonly way: WayItem;
  readonly graph: FlowGraph;
  readonly onGoTo: (nodeId: string) => void;
}

function Way({ way, graph, onGoTo }: WayProps) {
  const Glyph = way.kind === "error" ? IconBolt : way.kind === "compensation" ? IconArrowBackUp : IconArrowNarrowRight;
  const target = graph.nodes.find(({ id }) => id === way.to);
  return (
    <span className={classes["way"]} data-kind={way.kind}>
      <Glyph size={14} aria-hidden />
      <span className={classes["wayName"]}>{way.label}</span>
      {target ? (
        <button
          type="button"
          tabIndex={-1}
          className={classes["goTo"]}
          onClick={(event) => {
            event.stopPropagation();
            onGoTo(target.id);
          }}
        >
          {target.label}
        </button>
      ) : way.edgeId === undefined ? (
        <span className={classes["nothing"]}>{endWords(way, graph)}</span>
      ) : null}
    </span>
  );
}

/** What taking an output means that nothing follows. */
function endWords({ from, port }: WayItem, graph: FlowGraph): string {
  const spec = graph.nodes.find(({ id }) => id === from)?.ports.find(({ name }) => name === port);
  return spec?.whenUnconnected === "fail" ? "the run fails" : "ends here";
}

/** `Price, Map, 2 problems`: kind and neighbors, for who does not see the lines. */
function spokenNode({ node }: NodeItem, { nodes, edges }: FlowGraph): string {
  const names = new Map(nodes.map(({ id, label }) => [id, label]));
  const before = edges.filter(({ to }) => to === node.id).map(({ from }) => names.get(from));
  const after = edges.filter(({ from }) => from === node.id).map(({ to }) => names.get(to));
  return [
    node.label,
    node.kindTitle,
    node.undoRole ? undoRoleWords[node.undoRole].toLowerCase() : "",
    before.length > 0 ? `after ${before.join(" and ")}` : "",
    after.length > 0 ? `before ${after.join(" and ")}` : "",
  ]
    .filter(Boolean)
    .join(", ");
}

function spokenWay(way: WayItem, graph: FlowGraph): string {
  const nameOf = (id: string | undefined): string => graph.nodes.find((node) => node.id === id)?.label ?? "";
  const what = way.kind === "error" ? "On error" : way.kind === "compensation" ? "Undo" : `Output ${way.label}`;
  if (way.edgeId === undefined) return `${what} of ${nameOf(way.from)}, ${endWords(way, graph)}`;
  return way.to === undefined ? `${what} of ${nameOf(way.from)}` : `${what} of ${nameOf(way.from)}, goes on at ${nameOf(way.to)}`;
}

function NameEntry({ node, onDone }: { readonly node: GraphNode; readonly onDone: () => void }) {
  const session = useSession();
  const [name, setName] = useState(node.label);
  const save = (): void => {
    const text = name.trim();
    if (text !== node.label)
      session.perform((draft) => setNodeField(draft, node.id, ["name"], text === "" ? undefined : text), {
        said: `Renamed to ${text || node.id}`,
      });
    onDone();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    event.stopPropagation();
    if (event.key === "Enter") save();
    else if (event.key === "Escape") onDone();
    else return;
    event.preventDefault();
  };
  return (
    <TextInput
      className={classes["entry"] ?? ""}
      size="xs"
      aria-label={`Name of ${nodeDefinitions.get(node.kind)?.title ?? node.kind} ${node.id}`}
      maxLength={120}
      autoFocus
      value={name}
      onFocus={(event) => event.currentTarget.select()}
      onChange={(event) => setName(event.currentTarget.value)}
      onKeyDown={onKeyDown}
      onBlur={save}
      onClick={(event) => event.stopPropagation()}
    />
  );
}

interface RowMenuProps {
  readonly item: OutlineRow["item"];
  readonly onAct: (action: OutlineAction) => void;
}

/** The same as the keys, for pointers. The keyboard has the shortcuts, so the button is no stop of Tab. */
function RowMenu({ item, onAct }: RowMenuProps) {
  const isNode = item.type === "node";
  return (
    <span className={classes["menu"]} onClick={(event) => event.stopPropagation()}>
      <Menu position="bottom-end" withinPortal width={200}>
        <Menu.Target>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={28}
            tabIndex={-1}
            aria-label={`Actions of ${isNode ? item.node.label : item.label}`}
          >
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => onAct("quickAdd")}>{isNode ? "Add a node after it" : "Add a node here"}</Menu.Item>
          {isNode ? (
            <>
              <Menu.Item onClick={() => onAct("connect")}>Connect to…</Menu.Item>
              <Menu.Item onClick={() => onAct("rename")}>Rename</Menu.Item>
              <Menu.Item onClick={() => onAct("duplicate")}>Duplicate</Menu.Item>
              <Menu.Item onClick={() => onAct("moveInto")}>Move into a container…</Menu.Item>
            </>
          ) : null}
          {isNode || item.edgeId !== undefined ? (
            <Menu.Item color="red" onClick={() => onAct("remove")}>
              {isNode ? "Delete" : "Disconnect"}
            </Menu.Item>
          ) : null}
        </Menu.Dropdown>
      </Menu>
    </span>
  );
}
