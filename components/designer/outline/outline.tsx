"use client";

import { useMemo } from "react";
import { useDraft } from "#components/shared/draft/use-draft.ts";
import { EmptyCanvas } from "../canvas/empty-canvas.tsx";
import { useDesigner } from "../designer-context.ts";
import { useSession } from "../session/designer-session.ts";
import classes from "./outline.module.css";
import { OutlineRowView } from "./outline-row.tsx";
import { outlineOf } from "./outline-tree.ts";
import { useOutline } from "./use-outline.ts";

/**
 * The flow as a tree: the same draft, the same selection, the same actions as on the canvas, in lines that can be read from
 * top to bottom: in place of the canvas with `isPage`, else beside it. Arrow keys walk it, the shortcuts of the canvas work
 * on the line that is active.
 */
export function Outline({ isPage = false }: { readonly isPage?: boolean }) {
  const session = useSession();
  const document = useDraft(({ draft }) => draft.document);
  const layout = useDraft(({ draft }) => draft.layout);
  const canEdit = useDesigner((state) => state.canEdit);
  const graph = useMemo(() => session.graphOf({ document, layout, samples: {} }), [document, layout, session]);
  const items = useMemo(() => outlineOf(graph), [graph]);
  const { box, id, rows, active, renaming, virtualizer, onKeyDown, press, toggle, goTo, act, finishRename } = useOutline(items);
  if (rows.length === 0)
    return canEdit && isPage ? (
      <EmptyCanvas />
    ) : (
      <p className={classes["empty"]}>
        {canEdit ? "This flow has no nodes yet. Press / to add the first one, a trigger." : "This flow has no nodes yet."}
      </p>
    );
  return (
    <div
      ref={box}
      role="tree"
      tabIndex={0}
      aria-label="Outline of the flow"
      aria-multiselectable
      aria-activedescendant={`${id}${active}`}
      className={classes["tree"]}
      onKeyDown={onKeyDown}
    >
      <div role="presentation" className={classes["lines"]} style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map(({ index, start }) => {
          const row = rows[index]!;
          return (
            <OutlineRowView
              key={row.item.key}
              id={`${id}${index}`}
              row={row}
              graph={graph}
              start={start}
              isActive={index === active}
              isRenaming={renaming === row.item.key}
              canEdit={canEdit}
              onPress={(event) => press(index, event)}
              onToggle={() => toggle(row.item.key)}
              onGoTo={goTo}
              onAct={(action) => act(index, action)}
              onRenamed={finishRename}
            />
          );
        })}
      </div>
    </div>
  );
}
