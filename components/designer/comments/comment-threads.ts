import type { CommentAnchor, FlowLayout, LayoutComment } from "#engine/core/flow/layout.ts";

export interface StoredComment extends LayoutComment {
  readonly id: string;
}

const keyOf = (on: CommentAnchor): string =>
  "node" in on ? `node ${on.node}` : "edge" in on ? `edge ${on.edge}` : `at ${on.at.x} ${on.at.y}`;

/** All comments on one thing, the oldest first. */
export function threadOf({ comments = {} }: Pick<FlowLayout, "comments">, on: CommentAnchor): readonly StoredComment[] {
  const key = keyOf(on);
  return Object.entries(comments)
    .filter(([, comment]) => keyOf(comment.on) === key)
    .map(([id, comment]) => ({ id, ...comment }))
    .toSorted((a, b) => a.at.localeCompare(b.at));
}

export const openComments = (layout: Pick<FlowLayout, "comments">, on: CommentAnchor): readonly StoredComment[] =>
  layout.comments === undefined ? [] : threadOf(layout, on).filter(({ resolved }) => !resolved);

/** Places with at least one comment that is not resolved. */
export function commentedPlaces({
  comments = {},
}: Pick<FlowLayout, "comments">): readonly Extract<CommentAnchor, { readonly at: unknown }>[] {
  const places = new Map<string, Extract<CommentAnchor, { readonly at: unknown }>>();
  for (const { on, resolved } of Object.values(comments)) if ("at" in on && !resolved) places.set(keyOf(on), on);
  return [...places.values()];
}
