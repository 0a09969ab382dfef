"use client";

import { Tabs } from "@mantine/core";
import { useCallback, useEffect, useMemo, useState } from "react";
import type { CommandResult } from "#engine/core/edit/command-result.ts";
import { setConfig } from "#engine/core/edit/commands/set-config.ts";
import { setNodeField } from "#engine/core/edit/commands/set-node-field.ts";
import type { FlowDraft } from "#engine/core/edit/flow-draft.ts";
import type { Path } from "#engine/core/edit/operation.ts";
import type { FlowNode } from "#engine/core/flow/flow-document.ts";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import { commentableFields } from "../comments/commentable-fields.ts";
import { CommentedNodeProvider } from "../comments/field-comment.tsx";
import { useDesigner, type InspectorTab, type Revealed } from "../designer-context.ts";
import { problemsOf } from "../problems/problem-place.ts";
import { useTryOutputs } from "../try/use-try-outputs.ts";
import { InputTab, OutputTab } from "./data-tabs.tsx";
import { focusField } from "./focus-field.ts";
import type { FieldValue } from "./field-value.ts";
import { FormFields } from "./form-fields.tsx";
import { InspectorForm } from "./inspector-form.tsx";
import classes from "./inspector.module.css";
import { configFields, failureFields, nameFields, noteFields } from "./node-forms.ts";
import { NodeHead } from "./node-head.tsx";
import { TestsTab } from "./tests-tab.tsx";
import { useNodeData } from "./use-node-data.ts";

const CANNOT_FAIL = new Set(["trigger", "stop", "join"]);

/** One node: how it is configured, what it sees, what it gives, and its tests. */
export function NodeInspector({ node }: { readonly node: FlowNode }) {
  const definition = nodeDefinitions.get(node.kind);
  const every = useDesigner((state) => state.problems);
  const problems = useMemo(() => problemsOf(every, node.id), [every, node.id]);
  const data = useNodeData(node.id, useTryOutputs());
  const command = useCallback(
    (draft: FlowDraft, path: Path, value: FieldValue) => setField(draft, node.id, path, value),
    [node.id],
  );
  const commented = useMemo(
    () => ({ nodeId: node.id, fields: new Set(commentableFields({ kind: node.kind }).map(({ field }) => field)) }),
    [node.id, node.kind],
  );
  const [tab, setTab] = useRevealed(node.id);
  return (
    <InspectorForm owner={node.id} root={node} problems={problems} data={data?.scope} command={command}>
      <NodeHead node={node} definition={definition} problems={problems} />
      <Tabs value={tab} onChange={(value) => setTab(value as InspectorTab)} keepMounted={false} className={classes["tabs"] ?? ""}>
        <Tabs.List grow aria-label="About this node">
          <Tabs.Tab value="configure">Configure</Tabs.Tab>
          <Tabs.Tab value="input">Input</Tabs.Tab>
          <Tabs.Tab value="output">Output</Tabs.Tab>
          <Tabs.Tab value="tests">Tests</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="configure" className={classes["body"] ?? ""} keepMounted>
          <CommentedNodeProvider value={commented}>
            <FormFields fields={nameFields} values={node} path={[]} />
            {definition ? <FormFields fields={configFields(definition)} values={node.config ?? {}} path={["config"]} /> : null}
            {definition && !CANNOT_FAIL.has(definition.behavior) ? (
              <FormFields fields={failureFields} values={node} path={[]} />
            ) : null}
            <FormFields fields={noteFields} values={node} path={[]} />
          </CommentedNodeProvider>
        </Tabs.Panel>
        <Tabs.Panel value="input" className={classes["body"] ?? ""}>
          <InputTab scope={data?.scope} />
        </Tabs.Panel>
        <Tabs.Panel value="output" className={classes["body"] ?? ""}>
          <OutputTab nodeId={node.id} output={data?.output} />
        </Tabs.Panel>
        <Tabs.Panel value="tests" className={classes["body"] ?? ""}>
          <TestsTab node={node} scope={data?.scope} />
        </Tabs.Panel>
      </Tabs>
    </InspectorForm>
  );
}

function setField(draft: FlowDraft, nodeId: string, [first, ...rest]: Path, value: FieldValue): CommandResult {
  if (first === "config") return setConfig(draft, nodeId, rest, value, nodeDefinitions);
  return setNodeField(draft, nodeId, [first ?? "", ...rest], value);
}

/**
 * The tab that is open. A problem, a comment or the page of a run leads here: its tab is opened, and the field gets the
 * focus when it is there.
 */
function useRevealed(nodeId: string): readonly [InspectorTab, (tab: InspectorTab) => void] {
  const revealed = useDesigner((state) => (state.revealed?.nodeId === nodeId ? state.revealed : undefined));
  const [tab, setTab] = useState<InspectorTab>("configure");
  const [seen, setSeen] = useState<Revealed>();
  if (revealed !== seen) {
    setSeen(revealed);
    if (revealed?.tab !== undefined) setTab(revealed.tab);
  }
  useEffect(() => {
    if (revealed?.field !== undefined) focusField(revealed.field);
  }, [revealed]);
  return [tab, setTab];
}
