"use client";

import { ActionIcon, TextInput, Tooltip } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconX } from "@tabler/icons-react";
import { useState } from "react";
import { renameNode } from "#engine/core/edit/commands/rename-node.ts";
import type { FlowNode } from "#engine/core/flow/flow-document.ts";
import type { NodeDefinition } from "#engine/core/node-definition.ts";
import type { Problem } from "#engine/core/problem.ts";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import { useDraftStore } from "#components/shared/draft/use-draft.ts";
import { NodeIcon } from "#components/ui/icons.tsx";
import { useDesigner } from "../designer-context.ts";
import classes from "./node-head.module.css";

interface NodeHeadProps {
  readonly node: FlowNode;
  readonly definition: NodeDefinition | undefined;
  readonly problems: readonly Problem[];
}

/** Which node this is, and what is wrong with it as a whole. */
export function NodeHead({ node, definition, problems }: NodeHeadProps) {
  const select = useDesigner((state) => state.select);
  const whole = problems.filter(
    ({ path }) => /^\/(?:nodes\/\d+|edges\/\d+.*)$/.test(path) || /^\/nodes\/\d+\/(?:kind|parent|id)$/.test(path),
  );
  return (
    <header>
      <div className={classes["head"]}>
        <span className={classes["tile"]} data-category={definition?.category}>
          <NodeIcon name={definition?.icon ?? "box"} size={18} />
        </span>
        <div className={classes["headText"]}>
          <h2>{node.name ?? node.id}</h2>
          <p>
            {definition?.title ?? node.kind}&nbsp;· <NodeId key={node.id} id={node.id} />
          </p>
        </div>
        <ActionIcon variant="subtle" color="gray" size={28} aria-label="Close node" onClick={() => select()}>
          <IconX size={16} />
        </ActionIcon>
      </div>
      {definition ? <p className={classes["purpose"]}>{definition.purpose}.</p> : null}
      {whole.map((problem) => (
        <p key={problem.code + problem.message} className={classes["headProblem"]} data-severity={problem.severity}>
          {problem.message} {problem.fix}
        </p>
      ))}
    </header>
  );
}

/** The name that expressions use: changing it changes them too. */
function NodeId({ id }: { readonly id: string }) {
  const drafts = useDraftStore();
  const canEdit = useDesigner((state) => state.canEdit);
  const select = useDesigner((state) => state.select);
  const [typed, setTyped] = useState<string>();
  if (!canEdit) return <span className="mono">{id}</span>;
  const commit = (): void => {
    const next = typed?.trim();
    setTyped(undefined);
    if (next === undefined || next === id) return;
    const result = drafts.perform(renameNode(drafts.getState().draft, nodeDefinitions, id, next));
    if (result.ok) select([next]);
    else notifications.show({ color: "red", title: "The id was not changed", message: result.reason });
  };
  return (
    <Tooltip label="Id: expressions call the step by it">
      <TextInput
        size="xs"
        variant="unstyled"
        aria-label="Id of this node"
        className={classes["nodeId"] ?? ""}
        style={{ width: `${(typed ?? id).length + 2}ch` }}
        value={typed ?? id}
        onChange={({ currentTarget }) => setTyped(currentTarget.value)}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key === "Enter") event.currentTarget.blur();
          if (event.key === "Escape") setTyped(undefined);
        }}
      />
    </Tooltip>
  );
}
