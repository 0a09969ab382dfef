"use client";

import { ActionIcon, Button, Tooltip } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { IconArrowBackUp, IconArrowForwardUp, IconTransform } from "@tabler/icons-react";
import Link from "next/link";
import { useMemo, useState, useSyncExternalStore } from "react";
import type { CommandResult } from "#engine/core/edit/command-result.ts";
import { setConfig } from "#engine/core/edit/commands/set-config.ts";
import { setSample } from "#engine/core/edit/commands/set-sample.ts";
import { setTests } from "#engine/core/edit/commands/set-tests.ts";
import type { FlowDraft } from "#engine/core/edit/flow-draft.ts";
import { jsonEqual } from "#engine/core/flow/json-equal.ts";
import { scopeAt, type ExpressionData } from "#engine/core/scope/scope-at.ts";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import type { DraftStore } from "#components/shared/draft/draft-state.ts";
import { MappingTests, useTestedMapping } from "#components/shared/mapping-tests/mapping-tests.tsx";
import { useWholeDocument } from "#components/shared/mappings/use-whole-document.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageBar } from "#components/ui/page-bar.tsx";
import { AutoMapReview } from "./auto-map-review.tsx";
import { mappedField } from "./mapped-field.ts";
import { MapperActions, type MapperDialog } from "./mapper-actions.tsx";
import classes from "./mapper-page.module.css";
import { MapperView } from "./mapper.tsx";
import { SampleDialog } from "./sample-dialog.tsx";
import { sampleOwners, triggersOf } from "./sample-owners.ts";
import { SaveMappingDialog } from "./save-mapping-dialog.tsx";
import { SchemaChanges } from "./schema-changes.tsx";
import { SchemaDialog } from "./schema-dialog.tsx";
import { useSame } from "./use-same.ts";
import { TARGET_SCHEMA, targetSchemaOf } from "./target-contract.ts";

interface DraftMapperProps {
  readonly store: DraftStore;
  readonly nodeId: string;
  /** JSON pointer of the config field that is mapped; the one that makes the output where it is left out. */
  readonly field: string | undefined;
  readonly canEdit: boolean;
}

/** The mapper of one step of a draft. Its undo is the flow's undo. */
export function DraftMapper({ store, nodeId, field, canEdit }: DraftMapperProps) {
  const { draft, undo, redo } = useSyncExternalStore(store.subscribe, store.getState, store.getState);
  const [dialog, setDialog] = useState<MapperDialog>();
  const [isReviewing, setReviewing] = useState(false);
  const whole = useWholeDocument(draft.document);
  const data = useSame(
    useMemo(() => scopeAt({ ...draft, document: whole }, nodeId, nodeDefinitions), [draft, whole, nodeId]),
    isSameData,
  );
  const autoMapSource = useMemo(() => ({ scope: data.schema, schemas: data.schemas, sample: data.sample }), [data]);
  const triggers = useMemo(() => triggersOf(draft), [draft]);
  useHotkeys([
    ["mod+Z", () => void store.undo()],
    ["mod+shift+Z", () => void store.redo()],
    ["mod+Y", () => void store.redo()],
  ]);
  const { document } = draft;
  const node = document.nodes.find(({ id }) => id === nodeId);
  const mapped = node && mappedField(node, nodeDefinitions.get(node.kind), field);
  const target = useSame(node && targetSchemaOf(node), jsonEqual);
  const tested = useTestedMapping(node, data.schemas, whole.mappings);
  if (!node || !mapped) return <NothingToMap document={document} nodeId={nodeId} isKnown={node !== undefined} />;
  const close = (): void => setDialog(undefined);
  const perform = (result: CommandResult, label: string, merge?: string): void => {
    close();
    const named = result.ok ? { ...result, edit: { ...result.edit, label } } : result;
    store.perform(named, merge === undefined ? {} : { merge: `${merge}:${nodeId}.${mapped.path.join(".")}` });
  };
  const changeText = (text: string, label: string, merge?: string): void =>
    perform(setConfig(current(), nodeId, mapped.path, mapped.marker + text), label, merge);
  /** What one does to the ends oneself is reviewed at once; what others do waits until it is looked at. */
  const changeEnds = (result: CommandResult, label: string): void => {
    perform(result, label);
    setReviewing(true);
  };
  const current = (): FlowDraft => store.getState().draft;
  return (
    <>
      <PageBar
        title={node.name ?? node.id}
        trail={trailOf(document)}
        state={<span className={classes["state"]}>{mapped.path.join(".")}</span>}
      >
        {canEdit ? <MapperActions onOpen={setDialog} canAutoMap={target !== undefined} /> : null}
        <UndoButton label={undo.at(-1)} what="Undo" onClick={() => store.undo()} />
        <UndoButton label={redo.at(-1)} what="Redo" onClick={() => store.redo()} />
        <Button component={Link} href={`/flows/${document.id}`}>
          Done
        </Button>
      </PageBar>
      {canEdit ? (
        <SchemaChanges
          text={mapped.text}
          data={data}
          target={target}
          isReviewing={isReviewing}
          onReviewing={setReviewing}
          onText={changeText}
        />
      ) : null}
      <MapperView
        text={mapped.text}
        scope={data.schema}
        schemas={data.schemas}
        sample={data.sample}
        mappings={whole.mappings}
        target={target}
        triggers={triggers}
        canEdit={canEdit}
        onText={changeText}
        onUndo={() => store.undo()}
        onRedo={() => store.redo()}
        onChooseTarget={() => setDialog("target")}
        tests={
          tested && mapped.path.join(".") === "expression" ? (
            <MappingTests
              flowId={document.id}
              nodeId={nodeId}
              mapping={tested}
              scope={data}
              canEdit={canEdit}
              onTests={(tests, label) => perform(setTests(current(), nodeId, tests, label), label)}
            />
          ) : null
        }
      >
        {(mapper) => (dialog === "autoMap" ? <AutoMapReview mapper={mapper} source={autoMapSource} onClose={close} /> : null)}
      </MapperView>
      {dialog === "target" ? (
        <SchemaDialog
          schemaNames={Object.keys(document.schemas ?? {})}
          hasSchema={target !== undefined}
          onUse={(schema) => changeEnds(setConfig(current(), nodeId, TARGET_SCHEMA, schema), "Set the target schema")}
          onRemove={() => perform(setConfig(current(), nodeId, TARGET_SCHEMA.slice(0, 1), undefined), "Remove the target schema")}
          onClose={close}
        />
      ) : null}
      {dialog === "save" ? (
        <SaveMappingDialog
          text={mapped.text}
          data={data}
          onSaved={(call, key) => changeText(call, `Use the mapping ${key}`)}
          onClose={close}
        />
      ) : null}
      {dialog === "sample" ? (
        <SampleDialog
          owners={sampleOwners(draft, data)}
          onUse={(owner, value) =>
            changeEnds(setSample(current(), owner, value), value === undefined ? "Remove the sample" : "Set the sample")
          }
          onClose={close}
        />
      ) : null}
    </>
  );
}

const isSameData = (left: ExpressionData, right: ExpressionData): boolean =>
  jsonEqual(left.schema, right.schema) &&
  jsonEqual(left.schemas, right.schemas) &&
  jsonEqual(left.sample, right.sample) &&
  jsonEqual(left.origins, right.origins);

const trailOf = ({ id, name }: FlowDraft["document"]) => [
  { label: "Flows", href: "/flows" },
  { label: name, href: `/flows/${id}` },
];

interface UndoButtonProps {
  readonly what: "Undo" | "Redo";
  readonly label: string | undefined;
  readonly onClick: () => void;
}

function UndoButton({ what, label, onClick }: UndoButtonProps) {
  const Glyph = what === "Undo" ? IconArrowBackUp : IconArrowForwardUp;
  const name = label === undefined ? what : `${what}: ${label}`;
  return (
    <Tooltip label={label === undefined ? `Nothing to ${what.toLowerCase()}` : name}>
      <ActionIcon variant="subtle" color="gray" size={32} aria-label={name} disabled={label === undefined} onClick={onClick}>
        <Glyph size={18} stroke={1.75} />
      </ActionIcon>
    </Tooltip>
  );
}

interface NothingProps {
  readonly document: FlowDraft["document"];
  readonly nodeId: string;
  readonly isKnown: boolean;
}

function NothingToMap({ document, nodeId, isKnown }: NothingProps) {
  return (
    <>
      <PageBar title={nodeId} trail={trailOf(document)} />
      <EmptyState
        icon={IconTransform}
        title={isKnown ? "This step has nothing to map" : "This step is not in the flow"}
        action={
          <Button component={Link} href={`/flows/${document.id}`} variant="default">
            Back to the flow
          </Button>
        }
      >
        {isKnown
          ? "The mapper is for steps that make data: a map, or a body or output that is an expression."
          : "It may have been removed or renamed. Open it again from the canvas."}
      </EmptyState>
    </>
  );
}
