"use client";

import { ActionIcon, Button, NativeSelect, SegmentedControl } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconArrowRight, IconTrash, IconX } from "@tabler/icons-react";
import { useCallback, useMemo } from "react";
import type { CommandResult } from "#engine/core/edit/command-result.ts";
import { disconnect } from "#engine/core/edit/commands/disconnect.ts";
import { reconnect, type EdgeChange } from "#engine/core/edit/commands/reconnect.ts";
import { setEdgeField } from "#engine/core/edit/commands/set-edge-field.ts";
import { edgeKey, edgeRef, isSameEdge, type EdgeRef } from "#engine/core/edit/edge-ref.ts";
import type { FlowDraft } from "#engine/core/edit/flow-draft.ts";
import type { Path } from "#engine/core/edit/operation.ts";
import { edgeKind, type EdgeKind, type FlowEdge } from "#engine/core/flow/flow-document.ts";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import { useDraft, useDraftStore } from "#components/shared/draft/use-draft.ts";
import { useDesigner } from "../designer-context.ts";
import { fieldMessage } from "./field-message.ts";
import type { FieldValue } from "./field-value.ts";
import { FormFields } from "./form-fields.tsx";
import { InspectorForm } from "./inspector-form.tsx";
import frame from "./field-frame.module.css";
import head from "./node-head.module.css";
import inspector from "./inspector.module.css";
import { undoFields } from "./node-forms.ts";

const KINDS: readonly { readonly value: EdgeKind; readonly label: string }[] = [
  { value: "flow", label: "Next" },
  { value: "error", label: "On error" },
  { value: "compensation", label: "Undo" },
];

const WORDS: Readonly<Record<EdgeKind, string>> = {
  flow: "Followed when the step leaves by this output.",
  error: "Followed when the step has failed for good, with the failure as error.",
  compensation: "Leads to the node that undoes the step, when the run has to be taken back.",
};

/** One edge: which output it leaves by, what kind it is, and for an undo what follows when it fails. */
export function EdgeInspector({ edge }: { readonly edge: FlowEdge }) {
  const change = useChangeEdge(edge);
  const every = useDesigner((state) => state.problems);
  const select = useDesigner((state) => state.select);
  const canEdit = useDesigner((state) => state.canEdit);
  const edges = useDraft(({ draft }) => draft.document.edges);
  const index = edges.findIndex((each) => isSameEdge(each, edge));
  const problems = useMemo(
    () => every.filter(({ path }) => path === `/edges/${index}` || path.startsWith(`/edges/${index}/`)),
    [every, index],
  );
  const command = useCallback(
    (draft: FlowDraft, path: Path, value: FieldValue) => setEdgeField(draft, edgeRef(edge), path, value),
    [edge],
  );
  const kind = edgeKind(edge);
  const redraw = (to: EdgeChange): void => void change((draft) => reconnect(draft, nodeDefinitions, edgeRef(edge), to));
  return (
    <InspectorForm owner={edgeKey(edge)} root={edge} problems={problems} data={undefined} command={command}>
      <EdgeHead edge={edge} onClose={() => select()} />
      <div className={inspector["body"]}>
        {problems.map((problem) => (
          <p key={problem.code + problem.message} className={frame["problem"]} data-severity={problem.severity}>
            {fieldMessage(problem)}
          </p>
        ))}
        <KindField kind={kind} canEdit={canEdit} onChange={(next) => redraw({ kind: next, port: null })} />
        {kind === "flow" ? <PortField edge={edge} canEdit={canEdit} onChange={(port) => redraw({ port })} /> : null}
        {kind === "compensation" ? <FormFields fields={undoFields} values={edge} path={[]} /> : null}
        {canEdit ? (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconTrash size={14} />}
            className={inspector["add"] ?? ""}
            onClick={() => {
              if (change((draft) => disconnect(draft, [edgeRef(edge)]))) select();
            }}
          >
            Remove the edge
          </Button>
        ) : null}
      </div>
    </InspectorForm>
  );
}

function EdgeHead({ edge, onClose }: { readonly edge: FlowEdge; readonly onClose: () => void }) {
  const nodes = useDraft(({ draft }) => draft.document.nodes);
  const nameOf = (id: string): string => nodes.find((node) => node.id === id)?.name ?? id;
  return (
    <header className={head["head"]}>
      <div className={`${head["headText"]} ${head["ends"]}`}>
        <h2>
          {nameOf(edge.from)} <IconArrowRight size={14} aria-label="to" role="img" /> {nameOf(edge.to)}
        </h2>
        <p>Edge</p>
      </div>
      <ActionIcon variant="subtle" color="gray" size={28} aria-label="Close edge" onClick={onClose}>
        <IconX size={16} />
      </ActionIcon>
    </header>
  );
}

interface KindFieldProps {
  readonly kind: EdgeKind;
  readonly canEdit: boolean;
  readonly onChange: (kind: EdgeKind) => void;
}

function KindField({ kind, canEdit, onChange }: KindFieldProps) {
  return (
    <div className={frame["field"]} role="group" aria-label="Kind">
      <span className={frame["label"]}>Kind</span>
      <SegmentedControl
        fullWidth
        size="xs"
        aria-label="Kind"
        readOnly={!canEdit}
        value={kind}
        onChange={onChange}
        data={[...KINDS]}
      />
      <p className={frame["help"]}>{WORDS[kind]}</p>
    </div>
  );
}

interface PortFieldProps {
  readonly edge: FlowEdge;
  readonly canEdit: boolean;
  readonly onChange: (port: string) => void;
}

/** The output that an edge leaves by, where its node has more than one. */
function PortField({ edge, canEdit, onChange }: PortFieldProps) {
  const nodes = useDraft(({ draft }) => draft.document.nodes);
  const ports = portsOf(nodes.find(({ id }) => id === edge.from));
  if (ports.length <= 1) return null;
  return (
    <div className={frame["field"]}>
      <label className={frame["label"]} htmlFor="field-port">
        Output
      </label>
      <NativeSelect
        id="field-port"
        disabled={!canEdit}
        data={ports.map(({ name, label }) => ({ value: name, label }))}
        value={edge.port ?? ports[0]?.name ?? ""}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
      />
    </div>
  );
}

function portsOf(node: FlowDraft["document"]["nodes"][number] | undefined) {
  const definition = node && nodeDefinitions.get(node.kind);
  const config = definition?.config.safeParse(node?.config ?? {});
  return definition && config?.success ? definition.ports(config.data) : [];
}

/** Performs a change and keeps the edge selected under the name it then has. */
function useChangeEdge(edge: FlowEdge) {
  const drafts = useDraftStore();
  const select = useDesigner((state) => state.select);
  return (command: (draft: FlowDraft) => CommandResult): boolean => {
    const result = drafts.perform(command(drafts.getState().draft));
    if (!result.ok) {
      notifications.show({ color: "red", title: "The edge was not changed", message: result.reason });
      return false;
    }
    const redrawn = result.edit.operations.flatMap((operation): EdgeRef[] =>
      operation.op === "insertEdge" ? [operation.edge] : [],
    );
    const next = redrawn.find(({ from, to }) => from === edge.from && to === edge.to);
    if (next) select([], [edgeKey(next)]);
    return true;
  };
}
