"use client";

import { useHotkeys } from "@mantine/hooks";
import { useMemo, useState, useSyncExternalStore } from "react";
import type { DraftStore } from "#components/shared/draft/draft-state.ts";
import { MappingTests } from "#components/shared/mapping-tests/mapping-tests.tsx";
import { AutoMapReview } from "./auto-map-review.tsx";
import { MapperActions, type MapperDialog } from "./mapper-actions.tsx";
import { MapperBar } from "./mapper-bar.tsx";
import { MapperView } from "./mapper.tsx";
import { MappingDialogs } from "./mapping-dialogs.tsx";
import { mappingEdits } from "./mapping-edits.ts";
import { NothingToMap } from "./nothing-to-map.tsx";
import { SchemaChanges } from "./schema-changes.tsx";
import { useStepMapping } from "./use-step-mapping.ts";

interface DraftMapperProps {
  readonly store: DraftStore;
  readonly nodeId: string;
  /** JSON pointer of the config field that is mapped; the one that makes the output where it is left out. */
  readonly field: string | undefined;
  readonly canEdit: boolean;
}

/** The mapper of one step of a draft. Its undo is the flow's undo. */
export function DraftMapper({ store, nodeId, field, canEdit }: DraftMapperProps) {
  const state = useSyncExternalStore(store.subscribe, store.getState, store.getState);
  const [dialog, setDialog] = useState<MapperDialog>();
  const [isReviewing, setReviewing] = useState(false);
  const { draft } = state;
  const { node, mapped, data, target, tested, triggers, mappings } = useStepMapping(draft, nodeId, field);
  const autoMapSource = useMemo(() => ({ scope: data.schema, schemas: data.schemas, sample: data.sample }), [data]);
  useHotkeys([
    ["mod+Z", () => void store.undo()],
    ["mod+shift+Z", () => void store.redo()],
    ["mod+Y", () => void store.redo()],
  ]);
  if (!node || !mapped) return <NothingToMap document={draft.document} nodeId={nodeId} isKnown={node !== undefined} />;
  const close = (): void => setDialog(undefined);
  // What one does to the ends oneself is reviewed at once; what others do waits until it is looked at.
  const edits = mappingEdits(store, nodeId, mapped, { onEdit: close, onEnds: () => setReviewing(true) });
  const path = mapped.path.join(".");
  return (
    <>
      <MapperBar store={store} state={state} title={node.name ?? node.id} path={path}>
        {canEdit ? <MapperActions onOpen={setDialog} canAutoMap={target !== undefined} /> : null}
      </MapperBar>
      {canEdit ? (
        <SchemaChanges
          text={mapped.text}
          data={data}
          target={target}
          isReviewing={isReviewing}
          onReviewing={setReviewing}
          onText={edits.setText}
        />
      ) : null}
      <MapperView
        text={mapped.text}
        scope={data.schema}
        schemas={data.schemas}
        sample={data.sample}
        mappings={mappings}
        target={target}
        triggers={triggers}
        canEdit={canEdit}
        onText={edits.setText}
        onUndo={() => store.undo()}
        onRedo={() => store.redo()}
        onChooseTarget={() => setDialog("target")}
        tests={
          tested && path === "expression" ? (
            <MappingTests
              flowId={draft.document.id}
              nodeId={nodeId}
              mapping={tested}
              scope={data}
              canEdit={canEdit}
              onTests={edits.setTests}
            />
          ) : null
        }
      >
        {(mapper) => (dialog === "autoMap" ? <AutoMapReview mapper={mapper} source={autoMapSource} onClose={close} /> : null)}
      </MapperView>
      <MappingDialogs
        dialog={dialog}
        draft={draft}
        text={mapped.text}
        data={data}
        target={target}
        edits={edits}
        onClose={close}
      />
    </>
  );
}
