"use client";

import { ViewportPortal } from "@xyflow/react";
import { IconMessage } from "@tabler/icons-react";
import { useDraft } from "#components/shared/draft/use-draft.ts";
import classes from "../overlays/overlays.module.css";
import { useSession } from "../session/designer-session.ts";
import { commentedPlaces, openComments } from "./comment-threads.ts";

/** Comments on places of the canvas that belong to no node. */
export function CommentPins() {
  const { surface } = useSession();
  const layout = useDraft(({ draft }) => draft.layout);
  return (
    <ViewportPortal>
      {commentedPlaces(layout).map((on) => {
        const thread = openComments(layout, on);
        return (
          <button
            key={`${on.at.x} ${on.at.y}`}
            type="button"
            className={`${classes["pin"]} nodrag nopan`}
            aria-label={`${thread.length === 1 ? "Comment" : `${thread.length} comments`}: ${thread[0]?.text ?? ""}`}
            style={{ transform: `translate(${on.at.x}px, ${on.at.y - 30}px)` }}
            onClick={(event) => {
              const box = event.currentTarget.getBoundingClientRect();
              surface.getState().open({ kind: "comment", on, at: { x: box.x, y: box.bottom + 6 } });
            }}
          >
            <IconMessage size={15} aria-hidden />
          </button>
        );
      })}
    </ViewportPortal>
  );
}
