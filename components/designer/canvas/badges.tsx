"use client";

import { IconAlertCircle, IconAlertTriangle, IconMessage, IconPinned } from "@tabler/icons-react";
import type { MouseEvent } from "react";
import { edgeKey } from "#engine/core/edit/edge-ref.ts";
import type { CommentAnchor } from "#engine/core/flow/layout.ts";
import { useDraft } from "#components/shared/draft/use-draft.ts";
import { presenceColor } from "#components/shared/draft/presence-avatars.tsx";
import { documentEdge } from "../actions/add-actions.ts";
import { openComments } from "../comments/comment-threads.ts";
import { useDesigner, type DesignerState } from "../designer-context.ts";
import { useSession } from "../session/designer-session.ts";
import { NodeTryBadge } from "../try/node-try-badge.tsx";
import classes from "./designer-canvas.module.css";

interface Badge {
  readonly nodeId: string;
}

/**
 * On the upper edge of a card: what is wrong with it, whether it is pinned, and comments. Marks for the eye and the mouse; the
 * same is said by the problems list and the node's own name.
 */
export function NodeBadges({ nodeId }: Badge) {
  const isPinned = useDraft(({ draft }) => draft.layout.pinned?.includes(nodeId) ?? false);
  const comments = useDraft(({ draft }) => openComments(draft.layout, { node: nodeId }).length);
  return (
    <div className={classes["badges"]}>
      <OtherPerson nodeId={nodeId} />
      <ProblemBadge nodeId={nodeId} />
      <NodeTryBadge nodeId={nodeId} />
      {comments > 0 ? <CommentBadge count={comments} on={{ node: nodeId }} /> : null}
      {isPinned ? (
        <span className={classes["badge"]} data-tone="quiet" title="Stays here when the flow is laid out">
          <IconPinned size={12} aria-hidden />
        </span>
      ) : null}
    </div>
  );
}

/** Somebody else has this node selected: it can be changed all the same, and they see it happen. */
function OtherPerson({ nodeId }: Badge) {
  const other = useDraft(({ others }) => others.find(({ nodeIds }) => nodeIds.includes(nodeId)));
  if (!other) return null;
  return (
    <span
      className={classes["person"]}
      title={`${other.name} is here`}
      style={{ background: `var(--mantine-color-${presenceColor(other.userId)}-7)` }}
    >
      {other.name.slice(0, 1).toUpperCase()}
    </span>
  );
}

const countOf = ({ problemsByNode }: DesignerState, nodeId: string, severity: "error" | "warning"): number =>
  problemsByNode.get(nodeId)?.filter((problem) => problem.severity === severity).length ?? 0;

function ProblemBadge({ nodeId }: Badge) {
  const errors = useDesigner((state) => countOf(state, nodeId, "error"));
  const warnings = useDesigner((state) => countOf(state, nodeId, "warning"));
  const { designer } = useSession();
  const Glyph = errors > 0 ? IconAlertCircle : IconAlertTriangle;
  const count = errors > 0 ? errors : warnings;
  if (count === 0) return null;
  const word = errors > 0 ? "error" : "warning";
  return (
    <span
      className={classes["badge"]}
      data-tone={errors > 0 ? "bad" : "warn"}
      title={`${count} ${count === 1 ? word : `${word}s`}`}
      onClick={() => designer.getState().openDrawer("problems")}
    >
      <Glyph size={12} stroke={2.25} aria-hidden />
      {count}
    </span>
  );
}

export function EdgeBadges({ edgeId }: { readonly edgeId: string }) {
  const session = useSession();
  const edge = documentEdge(session, edgeId);
  const key = edge ? edgeKey(edge) : undefined;
  const comments = useDraft(({ draft }) => (key === undefined ? 0 : openComments(draft.layout, { edge: key }).length));
  return key === undefined || comments === 0 ? null : <CommentBadge count={comments} on={{ edge: key }} />;
}

function CommentBadge({ count, on }: { readonly count: number; readonly on: CommentAnchor }) {
  const { surface } = useSession();
  const open = (event: MouseEvent): void => {
    event.stopPropagation();
    surface.getState().open({ kind: "comment", on, at: { x: event.clientX, y: event.clientY } });
  };
  return (
    <span className={classes["badge"]} data-tone="quiet" title={count === 1 ? "1 comment" : `${count} comments`} onClick={open}>
      <IconMessage size={12} aria-hidden />
      {count}
    </span>
  );
}
